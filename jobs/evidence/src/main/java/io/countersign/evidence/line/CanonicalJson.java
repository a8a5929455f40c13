package io.countersign.evidence.line;

import io.countersign.schemas.codec.StrictJson;

/**
 * Checks that bytes are canonical JSON of evidence (E1), in one pass and without making anything of them: members sorted
 * and named once, in ASCII; integers only; no white space; each text in the one spelling of RFC 8785; UTF-8. The bytes
 * must be followed by a line feed, which ends every loop, and by {@link #ROOM} more bytes, whatever they are. Used by one
 * thread at a time.
 */
final class CanonicalJson {

    /** How far behind the line feed is looked. */
    static final int ROOM = 8;

    private static final int MAX_DEPTH = StrictJson.MAX_DEPTH + 4;
    private static final int MAX_DIGITS = 16;

    /** Told of the members of the outermost object, and of those of its members that are objects. */
    interface Members {
        /**
         * A member; name and value are the bytes between two places.
         *
         * @param depth 1 for those of the outermost object, 2 for those of its members
         */
        void member(int depth, int nameFrom, int nameTo, int valueFrom, int valueTo);
    }

    private final Members members;
    private final LineValues values;
    private byte[] b = new byte[0];
    private int start;
    private int arrays;

    /**
     * A checker.
     *
     * @param values told of the values of members that are outside of arrays
     */
    CanonicalJson(Members members, LineValues values) {
        this.members = members;
        this.values = values;
    }

    /** Takes bytes whose values are looked at one by one, from a place on. */
    void start(byte[] bytes, int from) {
        b = bytes;
        start = from;
        arrays = 0;
    }

    /** Checks the object that the bytes from one place to before another are. */
    void check(byte[] bytes, int from, int to) throws LineFormatException {
        start(bytes, from);
        values.count = 0;
        if (b[from] != '{') {
            throw wrong("starts with no object", from);
        }
        int end = object(from, 1);
        if (end != to) {
            throw wrong(end > to ? "ends within a value" : "has something behind its object", end);
        }
    }

    /** Checks the value from a place on, and returns the place behind it. */
    int value(int i, int depth) throws LineFormatException {
        return switch (b[i]) {
            case '"' -> endOfText(i + 1) + 1;
            case '{' -> object(i, depth);
            case '[' -> array(i, depth);
            case 't' -> literal(i, 't', 'r', 'u', 'e');
            case 'f' -> literal(literal(i, 'f', 'a', 'l', 's'), 'e');
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> integer(i);
            default -> throw wrong("has no value", i);
        };
    }

    private int literal(int i, char... expected) throws LineFormatException {
        for (int k = 0; k < expected.length; k++) {
            if (b[i + k] != expected[k]) {
                throw wrong("has no value", i);
            }
        }
        return i + expected.length;
    }

    private int object(int from, int depth) throws LineFormatException {
        if (depth > MAX_DEPTH) {
            throw wrong("is nested deeper than " + MAX_DEPTH, from);
        }
        int i = from + 1;
        if (b[i] == '}') {
            return i + 1;
        }
        int lastFrom = 0;
        int lastTo = 0;
        long lastStart = 0;
        while (true) {
            if (b[i] != '"') {
                throw wrong("has a member without a name", i);
            }
            int nameFrom = i + 1;
            int nameTo = EightBytes.endOfPlain(b, nameFrom);
            if (b[nameTo] != '"' || b[nameTo + 1] != ':') {
                throw wrong("has a name that is not plain ASCII", nameTo);
            }
            long nameStart = EightBytes.start(b, nameFrom, nameTo);
            if (lastTo > 0 && Long.compareUnsigned(nameStart, lastStart) <= 0) {
                checkOrder(lastFrom, lastTo, nameFrom, nameTo);
            }
            lastStart = nameStart;
            lastFrom = nameFrom;
            lastTo = nameTo;
            int valueFrom = nameTo + 2;
            i = value(valueFrom, depth + 1);
            if (arrays == 0) {
                note(valueFrom, i, depth + 1);
            }
            if (depth <= 2) {
                members.member(depth, nameFrom, nameTo, valueFrom, i);
            }
            if (b[i] == '}') {
                return i + 1;
            }
            if (b[i] != ',') {
                throw wrong("has a member that nothing ends", i);
            }
            i++;
        }
    }

    private void note(int valueFrom, int valueTo, int depth) {
        if (b[valueFrom] == '"') {
            values.add(valueFrom + 1, valueTo - 1, depth);
        } else if (b[valueFrom] != '{' || b[valueFrom + 1] == '}') {
            values.add(valueFrom, valueTo, depth);
        }
    }

    private void checkOrder(int lastFrom, int lastTo, int nameFrom, int nameTo) throws LineFormatException {
        int last = lastTo - lastFrom;
        int length = nameTo - nameFrom;
        int common = Math.min(last, length);
        for (int k = 0; k < common; k++) {
            int difference = b[nameFrom + k] - b[lastFrom + k];
            if (difference > 0) {
                return;
            }
            if (difference < 0) {
                throw wrong("has members that are not sorted", nameFrom);
            }
        }
        if (length == last) {
            throw new LineFormatException(
                    "has a member twice" + place(nameFrom), LineFormatException.Kind.MEMBER_TWICE);
        }
        if (length < last) {
            throw wrong("has members that are not sorted", nameFrom);
        }
    }

    private int array(int from, int depth) throws LineFormatException {
        if (depth > MAX_DEPTH) {
            throw wrong("is nested deeper than " + MAX_DEPTH, from);
        }
        int i = from + 1;
        if (b[i] == ']') {
            return i + 1;
        }
        arrays++;
        while (true) {
            i = value(i, Math.max(depth, 2) + 1);
            if (b[i] == ']') {
                arrays--;
                return i + 1;
            }
            if (b[i] != ',') {
                throw wrong("has an element that nothing ends", i);
            }
            i++;
        }
    }

    private int integer(int from) throws LineFormatException {
        int i = b[from] == '-' ? from + 1 : from;
        int digits = i;
        while (b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        boolean leadingZero = b[digits] == '0' && (i - digits > 1 || b[from] == '-');
        if (i == digits || i - digits > MAX_DIGITS || leadingZero || b[i] == '.' || b[i] == 'e' || b[i] == 'E') {
            throw wrong("has a number that is no integer of at most " + MAX_DIGITS + " digits", from);
        }
        return i;
    }

    /** Checks the text from the place behind its first quote on, and returns the place of its last. */
    int endOfText(int from) throws LineFormatException {
        int i = from;
        while (true) {
            i = EightBytes.endOfPlain(b, i);
            if (b[i] == '"') {
                return i;
            }
            if (b[i] == '\\') {
                i = escape(i);
            } else if (b[i] < 0) {
                i = utf8(i);
            } else {
                throw wrong("has a control character in a text, or a text that nothing ends", i);
            }
        }
    }

    private int escape(int i) throws LineFormatException {
        byte c = b[i + 1];
        if (c == '"' || c == '\\' || c == 'b' || c == 't' || c == 'n' || c == 'f' || c == 'r') {
            return i + 2;
        }
        if (c == 'u' && b[i + 2] == '0' && b[i + 3] == '0' && (b[i + 4] == '0' || b[i + 4] == '1')) {
            int low = lowHex(b[i + 5]);
            int code = (b[i + 4] - '0') * 16 + low;
            if (low >= 0 && code != '\b' && code != '\t' && code != '\n' && code != '\f' && code != '\r') {
                return i + 6;
            }
        }
        throw wrong("has an escape that RFC 8785 does not write", i);
    }

    /** The value of a digit of lower-case hex; -1 if it is none. */
    static int lowHex(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** A character of two to four bytes (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF. */
    private int utf8(int i) throws LineFormatException {
        int first = b[i] & 0xff;
        int second = b[i + 1] & 0xff;
        if (first >= 0xc2 && first <= 0xdf && isNext(i + 1)) {
            return i + 2;
        }
        boolean three = first >= 0xe0
                && first <= 0xef
                && isNext(i + 1)
                && isNext(i + 2)
                && !(first == 0xe0 && second < 0xa0)
                && !(first == 0xed && second > 0x9f);
        if (three) {
            return i + 3;
        }
        boolean four = first >= 0xf0
                && first <= 0xf4
                && isNext(i + 1)
                && isNext(i + 2)
                && isNext(i + 3)
                && !(first == 0xf0 && second < 0x90)
                && !(first == 0xf4 && second > 0x8f);
        if (four) {
            return i + 4;
        }
        throw wrong("is not UTF-8", i);
    }

    private boolean isNext(int i) {
        return (b[i] & 0xc0) == 0x80;
    }

    private LineFormatException wrong(String what, int at) {
        return new LineFormatException(what + place(at));
    }

    private String place(int at) {
        return " (byte " + (at - start) + ")";
    }
}
