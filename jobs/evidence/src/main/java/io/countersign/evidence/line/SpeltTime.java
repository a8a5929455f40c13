package io.countersign.evidence.line;

import java.time.Month;
import java.time.Year;

/** The one spelling of instants in evidence, {@code 2026-03-31T22:00:00.000Z}, checked without making anything of it. */
final class SpeltTime {

    private SpeltTime() {}

    /** Whether the 24 bytes from one on are an instant that a calendar has. */
    static boolean isTime(byte[] bytes, int at) {
        boolean separated = bytes[at + 4] == '-'
                && bytes[at + 7] == '-'
                && bytes[at + 10] == 'T'
                && bytes[at + 13] == ':'
                && bytes[at + 16] == ':'
                && bytes[at + 19] == '.'
                && bytes[at + 23] == 'Z';
        int century = twoDigits(bytes, at);
        int year = twoDigits(bytes, at + 2);
        int month = twoDigits(bytes, at + 5);
        int day = twoDigits(bytes, at + 8);
        int hour = twoDigits(bytes, at + 11);
        int minute = twoDigits(bytes, at + 14);
        int second = twoDigits(bytes, at + 17);
        int millis = twoDigits(bytes, at + 20) | twoDigits(bytes, at + 21);
        return separated
                && (century | year | month | day | hour | minute | second | millis) >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= Month.of(month).length(Year.isLeap(100L * century + year)))
                && hour < 24
                && minute < 60
                && second < 60;
    }

    /** The number that two digits spell; negative if they are none. */
    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? -1 : 10 * tens + ones;
    }
}
