package io.countersign.rules.expression;

/**
 * How large a regex is when its counted repetitions are written out, at least roughly. RE2 takes linear time, but writes
 * them out in memory before anything can be measured: {@code (((a{100}){100}){100}){100}} is more than there is.
 */
final class RegexSize {

    private static final long MOST = Integer.MAX_VALUE;

    private final String regex;
    private int at;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    /** The size of a regex, valid or not. */
    static long of(String regex) {
        RegexSize size = new RegexSize(regex);
        long whole = 0;
        while (size.at < regex.length()) {
            // A parenthesis that closes nothing is for RE2 to complain about.
            whole = Math.min(MOST, whole + size.alternatives());
            size.at++;
        }
        return whole;
    }

    /** Up to the end or to the parenthesis that closes the group. */
    private long alternatives() {
        long sum = 0;
        while (at < regex.length() && regex.charAt(at) != ')') {
            long one = atom();
            while (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
                one = Math.min(MOST, one * count());
            }
            sum = Math.min(MOST, sum + one);
        }
        return sum;
    }

    private long atom() {
        char c = regex.charAt(at++);
        if (c == '(') {
            long group = 1 + alternatives();
            at++;
            return group;
        }
        if (c == '\\' && at < regex.length()) {
            return escaped();
        }
        if (c == '[') {
            skipClass();
        }
        return 1;
    }

    private long escaped() {
        if (regex.charAt(at++) != 'Q') {
            return 1;
        }
        int end = regex.indexOf("\\E", at);
        int length = (end < 0 ? regex.length() : end) - at;
        at = end < 0 ? regex.length() : end + 2;
        return Math.max(1, length);
    }

    private void skipClass() {
        if (at < regex.length() && regex.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < regex.length() && (regex.charAt(at) != ']' || at == first)) {
            at += regex.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** How often a repetition writes out what it repeats. */
    private long count() {
        char c = regex.charAt(at++);
        if (c != '{') {
            return 1;
        }
        long most = 1;
        long number = 0;
        while (at < regex.length() && (Character.isDigit(regex.charAt(at)) || regex.charAt(at) == ',')) {
            char digit = regex.charAt(at++);
            number = digit == ',' ? 0 : Math.min(MOST, number * 10 + Character.digit(digit, 10));
            most = Math.max(most, number);
        }
        return most;
    }
}
