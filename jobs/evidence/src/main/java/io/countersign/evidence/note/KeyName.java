package io.countersign.evidence.note;

/** Names of keys and logs: what a signature line, a path and a shell can all carry. */
public final class KeyName {

    private static final int LONGEST = 128;

    private KeyName() {}

    /** Whether a text can name a key (c2sp.org/signed-note): not empty, no white space, no plus. */
    public static boolean isValid(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && name.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '+');
    }
}
