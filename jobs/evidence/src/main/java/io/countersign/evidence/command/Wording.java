package io.countersign.evidence.command;

/** Words of a person that go into the log for ever. */
final class Wording {

    private static final int LONGEST = 1000;
    private static final int SURROGATE = Character.SURROGATE;

    private Wording() {}

    /** Refuses what says nothing, what is too long for a leaf, and what is not text on one line. */
    static void require(String option, String words, StoreCommand command) {
        if (words.isBlank()
                || words.length() > LONGEST
                || words.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == SURROGATE)) {
            throw command.refusal(option + " '" + words + "' given, expected 1 to " + LONGEST
                    + " characters on one line: they stay in the log for ever");
        }
    }
}
