package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    private static final long YEAR_0 = -62_167_219_200_000L;
    private static final long YEAR_10000 = 253_402_300_800_000L;

    @ParameterizedTest
    @CsvSource({
        "2026-03-31T22:00:00Z, 2026-03-31T22:00:00Z",
        "2026-03-31t22:00:00z, 2026-03-31T22:00:00Z",
        "2026-03-31T22:00:00.1Z, 2026-03-31T22:00:00.100Z",
        "2026-03-31T22:00:00.1239999Z, 2026-03-31T22:00:00.123Z",
        "2026-04-01T00:00:00+02:00, 2026-03-31T22:00:00Z",
        "2026-03-31T16:30:00.5-05:30, 2026-03-31T22:00:00.500Z",
        "2026-03-31T22:00:00-00:00, 2026-03-31T22:00:00Z",
        "2026-03-31T22:00:00+23:59, 2026-03-30T22:01:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
        "1969-12-31T23:59:59.9999Z, 1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    })
    void readsEveryFormThatRfc3339Allows(String text, Instant expected) {
        assertThat(Rfc3339.parse(text)).isEqualTo(expected);
    }

    @Test
    void cutsAnyNumberOfFractionDigits() {
        assertThat(Rfc3339.parse("2026-03-31T22:00:00.123" + "9".repeat(100_000) + "Z"))
                .isEqualTo(Instant.parse("2026-03-31T22:00:00.123Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-31",
                "2026-03-31 22:00:00Z",
                "2026-03-31T22:00Z",
                "2026-03-31T22:00:00",
                "2026-03-31T22:00:00.Z",
                "2026-03-31T22:00:00,5Z",
                "2026-03-31T22:00:60Z",
                "2016-12-31T23:59:60Z",
                "2026-03-31T24:00:00Z",
                "2026-03-31T22:60:00Z",
                "2026-02-29T22:00:00Z",
                "1900-02-29T22:00:00Z",
                "2026-04-31T22:00:00Z",
                "2026-13-01T22:00:00Z",
                "2026-00-01T22:00:00Z",
                "2026-03-00T22:00:00Z",
                "2026-03-31T22:00:00+24:00",
                "2026-03-31T22:00:00+01:60",
                "2026-03-31T22:00:00+0100",
                "2026-03-31T22:00:00+01",
                "2026-03-31T22:00:00 Z",
                " 2026-03-31T22:00:00Z",
                "2026-03-31T22:00:00Z\n",
                "+2026-03-31T22:00:00Z",
                "12026-03-31T22:00:00Z",
                "２０２６-03-31T22:00:00Z",
                "9999-12-31T23:59:59-00:01",
                "0000-01-01T00:00:00+00:01",
                "1774515850"
            })
    void refusesEverythingElse(String text) {
        assertThat(Rfc3339.parse(text)).isNull();
    }

    @Property
    void readsWhatItWrote(@ForAll @LongRange(min = YEAR_0, max = YEAR_10000 - 1) long millis) {
        Instant instant = Instant.ofEpochMilli(millis);

        assertThat(Rfc3339.format(instant)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Rfc3339.parse(Rfc3339.format(instant))).isEqualTo(instant);
    }

    @Property
    void agreesWithJavaOnDaysTheCalendarHas(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 13) int month,
            @ForAll @IntRange(max = 32) int day) {
        String text = String.format("%04d-%02d-%02dT12:00:00Z", year, month, day);

        assertThat(Rfc3339.parse(text)).isEqualTo(javaParse(text));
    }

    private static @Nullable Instant javaParse(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
