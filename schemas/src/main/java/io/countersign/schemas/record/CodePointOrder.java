package io.countersign.schemas.record;

import java.util.Comparator;

/**
 * Strings by code point (S6.4). {@link String#compareTo} orders by UTF-16 unit, which puts U+10000 and above before
 * U+E000 to U+FFFF.
 */
public enum CodePointOrder implements Comparator<String> {
    /** The one order. */
    ORDER;

    @Override
    public int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogateA = Character.isSurrogate(a);
                boolean surrogateB = Character.isSurrogate(b);
                return surrogateA == surrogateB ? Character.compare(a, b) : Boolean.compare(surrogateA, surrogateB);
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
