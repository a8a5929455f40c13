package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.dialect.WrittenTime.Edge;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as logs write them. */
class WrittenTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        "2026-03-30T10:00:00Z, 2026-03-30T10:00:00Z",
        "2026-03-30 10:00:00.1Z, 2026-03-30T10:00:00.100Z",
        "'2026-03-30 10:00:00,12 UTC', 2026-03-30T10:00:00.120Z",
        "2022-10-06 21:44:38.4120677+00, 2022-10-06T21:44:38.412067700Z",
        "2019-02-15T19:15:40.477-0800, 2019-02-16T03:15:40.477Z",
        "2026-03-30T10:00:00.123456789+05:30, 2026-03-30T04:30:00.123456789Z",
        "2026-03-30 10:00:00 +0200, 2026-03-30T08:00:00Z",
        "2026-03-30 10:00:00 GMT, 2026-03-30T10:00:00Z",
        "20230301024433Z, 2023-03-01T02:44:33Z",
        "20230301T024433Z, 2023-03-01T02:44:33Z",
        "2024-02-29T00:00:00-23:59, 2024-02-29T23:59:00Z"
    })
    void shouldReadWhatNamesItsOffset(String text, String instant) throws Exception {
        assertThat(read(text, null, Edge.NONE)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-30",
                "2026-03-30T10:00Z",
                "2026-02-30T10:00:00Z",
                "2026-03-30T25:00:00Z",
                "2026-03-30T10:00:60Z",
                "2026-03-30T10:00:00.Z",
                "2026-03-30T10:00:00.1234567890Z",
                "2026-03-30T10:00:00+24:00",
                "2026-03-30T10:00:00+01:60",
                "2026-03-30T10:00:00+1",
                "2026-03-30  10:00:00Z",
                "2026-03-30T10:00:00ZZ",
                "30/03/2026 10:00:00",
                "1774864800",
                "٢٠٢٦-03-30T10:00:00Z",
                // These need a zone that nobody declared.
                "2026-03-30T10:00:00",
                "2022-04-13 10:43:45.698 EEST",
                "2022-04-13 10:43:45 CST"
            })
    void shouldRefuseWhatIsNoTimeOrNamesNoZone(String text) {
        assertThatThrownBy(() -> read(text, null, Edge.NONE)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldReadLocalTimesInTheZoneThatWasDeclared() throws Exception {
        assertThat(read("2026-03-30 10:00:00", BERLIN, Edge.NONE)).isEqualTo("2026-03-30T08:00:00Z");
        assertThat(read("2026-01-30 10:00:00", BERLIN, Edge.NONE)).isEqualTo("2026-01-30T09:00:00Z");
        assertThat(read("2026-03-30 10:00:00+00", BERLIN, Edge.NONE)).isEqualTo("2026-03-30T10:00:00Z");
        assertThat(read("2026-03-30 10:00:00 UTC", BERLIN, Edge.NONE)).isEqualTo("2026-03-30T10:00:00Z");
    }

    @Test
    void shouldTakeAnAbbreviationForWhatTheDeclaredZoneMeansByIt() throws Exception {
        assertThat(read("2022-04-13 10:43:45.698 EEST", ZoneId.of("Europe/Kyiv"), Edge.NONE))
                .isEqualTo("2022-04-13T07:43:45.698Z");
        // The hour that comes twice is told apart by the abbreviation.
        assertThat(read("2026-10-25 02:30:00 CEST", BERLIN, Edge.NONE)).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(read("2026-10-25 02:30:00 CET", BERLIN, Edge.NONE)).isEqualTo("2026-10-25T01:30:00Z");
        assertThatThrownBy(() -> read("2026-07-01 02:30:00 CET", BERLIN, Edge.NONE))
                .hasMessageContaining("Europe/Berlin has not");
        assertThatThrownBy(() -> read("2026-07-01 02:30:00 EEST", BERLIN, Edge.NONE))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldRefuseInstantsThatAZoneSkipsOrRepeats() {
        assertThatThrownBy(() -> read("2026-03-29 02:30:00", BERLIN, Edge.NONE)).hasMessageContaining("twice");
        assertThatThrownBy(() -> read("2026-10-25 02:30:00", BERLIN, Edge.NONE)).hasMessageContaining("twice");
        assertThatThrownBy(() -> read("2026-03-08 02:30:00", NEW_YORK, Edge.NONE))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read("2026-11-01 01:30:00", NEW_YORK, Edge.NONE))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldNarrowTheEdgesOfWindowsThatAZoneSkipsOrRepeats() throws Exception {
        assertThat(read("2026-03-29 02:30:00", BERLIN, Edge.START)).isEqualTo("2026-03-29T01:30:00Z");
        assertThat(read("2026-03-29 02:30:00", BERLIN, Edge.END)).isEqualTo("2026-03-29T00:30:00Z");
        assertThat(read("2026-10-25 02:30:00", BERLIN, Edge.START)).isEqualTo("2026-10-25T01:30:00Z");
        assertThat(read("2026-10-25 02:30:00", BERLIN, Edge.END)).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(read("2026-11-01 01:30:00", NEW_YORK, Edge.START)).isEqualTo("2026-11-01T06:30:00Z");
        assertThat(read("2026-11-01 01:30:00", NEW_YORK, Edge.END)).isEqualTo("2026-11-01T05:30:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_SECONDS, 1774864800, 2026-03-30T10:00:00Z",
        "EPOCH_SECONDS, 1481077231.363, 2016-12-07T02:20:31.363Z",
        "EPOCH_SECONDS, 1.7748648E9, 2026-03-30T10:00:00Z",
        "EPOCH_MILLIS, 1774864800123, 2026-03-30T10:00:00.123Z",
        "EPOCH_MICROS, 1774864800123456, 2026-03-30T10:00:00.123456Z",
        "EPOCH_NANOS, 1774864800123456789, 2026-03-30T10:00:00.123456789Z",
        "EPOCH_MILLIS, -1, 1969-12-31T23:59:59.999Z"
    })
    void shouldReadNumbersInTheUnitThatTheDialectDeclares(TimeFormat format, String text, String instant)
            throws Exception {
        assertThat(new TimeNotation(format, null).read("time", text, Edge.NONE)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "EPOCH_SECONDS, 1774864800123",
        "EPOCH_MILLIS, 1774864800123456",
        "EPOCH_SECONDS, 1e999999999",
        "EPOCH_SECONDS, 1e-999999999",
        "EPOCH_SECONDS, NaN",
        "EPOCH_SECONDS, 0x10",
        "EPOCH_SECONDS, 2026-03-30T10:00:00Z",
        "EPOCH_SECONDS, 1111111111111111111111111111111111111111111111111111111111111111"
    })
    void shouldNeverGuessAUnit(TimeFormat format, String text) {
        assertThatThrownBy(() -> new TimeNotation(format, null).read("time", text, Edge.NONE))
                .isInstanceOf(UnreadableException.class);
    }

    private static Instant read(String text, @Nullable ZoneId zone, Edge edge) throws UnreadableException {
        return new TimeNotation(TimeFormat.ISO_8601, zone).read("time", text, edge);
    }
}
