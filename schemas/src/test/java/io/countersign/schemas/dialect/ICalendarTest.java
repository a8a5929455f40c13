package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendars as RFC 5545 has them: what takes place when, by the rules of zones. */
class ICalendarTest {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    private final TextFormat format = new ICalendar();

    private static String calendar(String... components) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + String.join("", components) + "END:VCALENDAR\r\n";
    }

    private static String event(String... lines) {
        return "BEGIN:VEVENT\r\nUID:e1\r\nLAST-MODIFIED:20260101T000000Z\r\n" + String.join("\r\n", lines)
                + "\r\nEND:VEVENT\r\n";
    }

    private List<String> starts(String... lines) {
        return TextEvents.of(format, calendar(event(lines))).all("occurrence.start");
    }

    private List<String> ends(String... lines) {
        return TextEvents.of(format, calendar(event(lines))).all("occurrence.end");
    }

    /** Of RFC 5545, sections 3.8.2.2 and 3.8.2.5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART:20260331T200000Z | DTEND:20260331T220000Z | 2026-03-31T20:00:00Z | 2026-03-31T22:00:00Z",
                "DTSTART;TZID=Europe/Berlin:20260331T200000 | DURATION:PT2H | 2026-03-31T18:00:00Z | 2026-03-31T20:00:00Z",
                "DTSTART;TZID=\"Europe/Berlin\":20260331T200000 | DURATION:P1W | 2026-03-31T18:00:00Z | 2026-04-07T18:00:00Z",
                "DTSTART;TZID=/citadel.org/1/America/New_York:20260331T200000 | DURATION:PT1H | 2026-04-01T00:00:00Z | 2026-04-01T01:00:00Z",
                "DTSTART:20260331T200000 | DTEND:20260331T220000 | 2026-03-31 20:00:00 | 2026-03-31 22:00:00",
                "DTSTART;VALUE=DATE:20260331 | SUMMARY:x | 2026-03-31 00:00:00 | 2026-04-01 00:00:00",
                "DTSTART;VALUE=DATE:20260331 | DTEND;VALUE=DATE:20260403 | 2026-03-31 00:00:00 | 2026-04-03 00:00:00",
                "DTSTART:20260331T200000Z | SUMMARY:a moment | 2026-03-31T20:00:00Z | 2026-03-31T20:00:00Z",
            })
    void shouldReadWhenSomethingStartsAndEnds(String start, String end, String from, String to) {
        assertThat(starts(start, end)).containsExactly(from);
        assertThat(ends(start, end)).containsExactly(to);
    }

    /** Berlin skipped 02:00 to 03:00 on 2026-03-29, and had 02:00 to 03:00 twice on 2026-10-25. */
    @ParameterizedTest
    @CsvSource({
        "20260329T023000, 20260329T050000, 2026-03-29T01:30:00Z, 2026-03-29T03:00:00Z",
        "20260329T000000, 20260329T023000, 2026-03-28T23:00:00Z, 2026-03-29T00:30:00Z",
        "20261025T023000, 20261025T050000, 2026-10-25T01:30:00Z, 2026-10-25T04:00:00Z",
        "20261025T000000, 20261025T023000, 2026-10-24T22:00:00Z, 2026-10-25T00:30:00Z",
        "20261025T021000, 20261025T023000, 2026-10-25T01:10:00Z, 2026-10-25T01:10:00Z",
    })
    void shouldTakeTheNarrowerIntervalWhereClocksChange(String start, String end, String from, String to) {
        String[] lines = {"DTSTART;TZID=Europe/Berlin:" + start, "DTEND;TZID=Europe/Berlin:" + end};

        assertThat(starts(lines)).containsExactly(from);
        assertThat(ends(lines)).containsExactly(to);
    }

    @Test
    void shouldKeepTheTimeOfDayOfASeriesWhenClocksChange() {
        String[] lines = {
            "DTSTART;TZID=Europe/Berlin:20260327T220000",
            "DTEND;TZID=Europe/Berlin:20260328T060000",
            "RRULE:FREQ=DAILY;UNTIL=20260329T200000Z"
        };

        assertThat(starts(lines))
                .containsExactly("2026-03-27T21:00:00Z", "2026-03-28T21:00:00Z", "2026-03-29T20:00:00Z");
        assertThat(ends(lines)).containsExactly("2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z", "2026-03-30T04:00:00Z");
    }

    /** Of the examples of RFC 5545, section 3.8.5.3, those that a freeze may have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20260102T090000 | FREQ=MONTHLY;COUNT=3;BYDAY=1FR | 20260102T090000 20260206T090000 20260306T090000",
                "20260130T090000 | FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-2 | 20260130T090000 20260227T090000 20260330T090000",
                "20260129T090000 | FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2 | 20260129T090000 20260226T090000 20260330T090000",
                "20260106T090000 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 20260106T090000 20260111T090000 20260120T090000 20260125T090000",
                "20260106T090000 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 20260106T090000 20260118T090000 20260120T090000 20260201T090000",
                "20260131T090000 | FREQ=MONTHLY;UNTIL=20260601T000000Z | 20260131T090000 20260331T090000 20260531T090000",
                "20260102T220000 | FREQ=YEARLY;COUNT=2 | 20260102T220000 20270102T220000",
                "20260101T220000 | FREQ=DAILY;UNTIL=20260103 | 20260101T220000 20260102T220000 20260103T220000",
            })
    void shouldExpandTheRulesOfTheRfc(String start, String rule, String expected) {
        assertThat(starts("DTSTART:" + start + "Z", "RRULE:" + rule))
                .containsExactlyElementsOf(List.of(expected.split(" ")).stream()
                        .map(each -> LocalDateTime.parse(each, LOCAL)
                                .toInstant(ZoneOffset.UTC)
                                .toString())
                        .toList());
    }

    @Property(tries = 200)
    void shouldFallOnTheLastWeekdaysOfMonthsLikeALoopOverThem(
            @ForAll DayOfWeek day,
            @ForAll @IntRange(min = 0, max = 23) int hour,
            @ForAll @IntRange(min = 1, max = 48) int months,
            @ForAll @IntRange(min = 0, max = 2) int zone) {
        ZoneId in = ZoneId.of(List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
                .get(zone));
        List<String> expected = new ArrayList<>();
        LocalDateTime first = null;
        for (int month = 0; month < months; month++) {
            LocalDateTime start =
                    LocalDateTime.of(2026, 1, 15, hour, 30).plusMonths(month).with(TemporalAdjusters.lastInMonth(day));
            first = first == null ? start : first;
            // Java takes the later instant of a gap, and here the later of an overlap is asked for.
            expected.add(ZonedDateTime.ofLocal(start, in, null)
                    .withLaterOffsetAtOverlap()
                    .toInstant()
                    .toString());
        }
        String rule =
                "RRULE:FREQ=MONTHLY;COUNT=" + months + ";BYDAY=-1" + day.name().substring(0, 2);

        assertThat(starts("DTSTART;TZID=" + in + ":" + LOCAL.format(first), rule))
                .isEqualTo(expected);
    }

    @Test
    void shouldTakeOutAddAndMoveOccurrences() {
        String series = event(
                "DTSTART;TZID=Europe/Berlin:20260330T220000",
                "DURATION:PT2H",
                "RRULE:FREQ=DAILY;COUNT=3",
                "RDATE;TZID=Europe/Berlin:20260410T220000",
                "EXDATE;TZID=Europe/Berlin:20260331T220000");
        String moved = event("RECURRENCE-ID:20260401T200000Z", "DTSTART:20260402T000000Z", "DURATION:PT1H");

        TextEvents events = TextEvents.of(format, calendar(moved, series));

        assertThat(events.all("occurrence.id")).containsExactly("e1#0", "e1#1", "e1#2", "e1#3");
        assertThat(events.all("occurrence.excluded")).containsExactly("false", "true", "false", "false");
        assertThat(events.all("occurrence.start"))
                .containsExactly(
                        "2026-03-30T20:00:00Z", "2026-03-31T20:00:00Z", "2026-04-02T00:00:00Z", "2026-04-10T20:00:00Z");
        assertThat(events.all("occurrence.end").get(2)).isEqualTo("2026-04-02T01:00:00Z");
    }

    @Test
    void shouldNumberAnEndlessSeriesThroughButTellOnlyWhatCanMatter() {
        TextEvents events = TextEvents.of(
                format,
                calendar(event("DTSTART;VALUE=DATE:20200131", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "CATEGORIES:gl")));

        assertThat(events.pieces.get(0).get("occurrence.id")).isEqualTo("e1#70");
        assertThat(events.pieces.get(0).get("occurrence.start")).isEqualTo("2025-11-30 00:00:00");
        assertThat(events.pieces.get(events.pieces.size() - 1).get("occurrence.start"))
                .isEqualTo("2035-12-31 00:00:00");
    }

    @Test
    void shouldTellTheLastOccurrenceOfASeriesThatIsOver() {
        assertThat(starts("DTSTART:20200101T000000Z", "RRULE:FREQ=DAILY;COUNT=3"))
                .containsExactly("2020-01-03T00:00:00Z");
    }

    @Test
    void shouldUseTheRulesThatACalendarDefinesForAZoneNobodyElseKnows() {
        String zone = """
                BEGIN:VTIMEZONE
                TZID:Our Time
                BEGIN:STANDARD
                DTSTART:16010101T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:16010101T020000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
                END:DAYLIGHT
                END:VTIMEZONE
                """;
        String event = event("DTSTART;TZID=Our Time:20260328T220000", "RRULE:FREQ=DAILY;COUNT=2");

        assertThat(TextEvents.of(format, calendar(zone, event)).all("occurrence.start"))
                .containsExactly("2026-03-28T21:00:00Z", "2026-03-29T20:00:00Z");
        assertThat(TextEvents.of(format, calendar(event)).all("occurrence.start"))
                .containsExactly("BAD_TIME");
    }

    @Test
    void shouldTakeTheCalendarsZoneForTimesThatNameNone() {
        String calendar = calendar("X-WR-TIMEZONE:America/New_York\r\n", event("DTSTART;VALUE=DATE:20260331"));

        assertThat(TextEvents.only(format, calendar).get("occurrence.start")).isEqualTo("2026-03-31T04:00:00Z");
        assertThat(TextEvents.only(format, calendar).get("occurrence.end")).isEqualTo("2026-04-01T04:00:00Z");
    }

    @Test
    void shouldUnfoldAndUnescapeLines() {
        TextEvents.Piece piece = TextEvents.only(
                format,
                calendar(event(
                        "DTSTART:20260331T200000Z",
                        "SUMMARY:Month\\, end\\; a\r\n  b\\n",
                        "CATEGORIES:gl,pay\\,roll")));

        assertThat(piece.get("SUMMARY")).isEqualTo("Month, end; a b\n");
        assertThat(piece.members().get("CATEGORIES")).containsExactly("gl", "pay,roll");
        assertThat(piece.get("calendar.VERSION")).isEqualTo("2.0");
    }

    @Test
    void shouldSpoilNoEventByAnother() {
        String good = event("DTSTART:20260331T200000Z");

        assertThat(TextEvents.of(
                                format,
                                calendar(
                                        event("DTSTART:20260231T200000Z"),
                                        event("SUMMARY:x"),
                                        event("DTSTART:20260331T200000Z", "no line"),
                                        good,
                                        event("DTSTART:20260331T200000Z", "RRULE:FREQ=NEVER"),
                                        event("DTSTART:20260331T200000Z", "DURATION:P1M"),
                                        event("RECURRENCE-ID:20260401T200000Z", "DTSTART:20260331T200000Z"),
                                        "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n",
                                        "BEGIN:VEVENT\r\nUID:broken"))
                        .all("component"))
                .containsExactly(
                        "WRONG_TYPE",
                        "BAD_TIME",
                        "MISSING_FIELD",
                        "WRONG_TYPE",
                        "VEVENT",
                        "MISSING_FIELD",
                        "WRONG_TYPE",
                        "BAD_TIME",
                        "VTODO",
                        "WRONG_TYPE");
        assertThat(TextEvents.of(format, "<html>").all("component")).containsExactly("WRONG_TYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART:20260331T200000Z;DURATION:PT9223372036854775807S",
                "DTSTART:+9999999991231T235959Z",
                "DTSTART:99991231T235959Z;DURATION:P365D",
                "DTSTART:99981231T235959Z;RRULE:FREQ=YEARLY;COUNT=20",
                "DTSTART:00000101T000000Z;RRULE:FREQ=DAILY;COUNT=2",
            })
    void shouldOutliveTimesThatNoCalendarReaches(String lines) {
        String bad = event(lines.replace(";DURATION", "\r\nDURATION").replace(";RRULE", "\r\nRRULE"));
        String good = event("DTSTART:20260331T200000Z").replace("e1", "good");

        assertThat(TextEvents.of(format, calendar(bad, good)).all("occurrence.id"))
                .contains("good");
    }

    @Test
    @Timeout(20)
    void shouldBoundWhatALargeComponentAndALongNameCost() {
        String large = event("DTSTART:20260331T200000Z", "RRULE:FREQ=DAILY", "DESCRIPTION:" + "x".repeat(900_000));
        String many =
                event("DTSTART:19000101T000000Z", "RRULE:FREQ=HOURLY;COUNT=199000", "A:\r\n".repeat(20_000) + "B:");
        String name = event("DTSTART;TZID=" + "/".repeat(100_000) + ":20260331T200000");

        assertThat(TextEvents.of(format, calendar(large)).all("component")).containsExactly("TOO_LARGE");
        assertThat(TextEvents.of(format, calendar(many)).pieces).hasSizeLessThan(100);
        assertThat(TextEvents.of(format, calendar(name)).all("component")).containsExactly("BAD_TIME");
    }

    @Test
    void shouldRefuseASeriesOfWhichAPartWasMovedAsAWhole() {
        String series = event("DTSTART:20260331T200000Z", "RRULE:FREQ=DAILY;COUNT=3");
        String moved = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260401T200000Z", "DTSTART:20260401T230000Z");

        assertThat(TextEvents.of(format, calendar(series, moved)).all("component"))
                .containsExactly("WRONG_TYPE", "WRONG_TYPE");
    }

    @Test
    void shouldTakeOutAllOccurrencesOfADate() {
        String[] lines = {
            "DTSTART:20260331T090000Z", "RRULE:FREQ=DAILY;BYHOUR=9,17;COUNT=4", "EXDATE;VALUE=DATE:20260331"
        };

        assertThat(TextEvents.of(format, calendar(event(lines))).all("occurrence.excluded"))
                .containsExactly("true", "true", "false", "false");
    }

    @Test
    void shouldUnfoldWithinACharacterAndPassOverAByteOrderMark() {
        byte[] bytes = ("\uFEFF" + calendar(event("DTSTART:20260331T200000Z", "SUMMARY:caf\u00e9")))
                .getBytes(StandardCharsets.UTF_8);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("caf") + 4;
        byte[] folded = new byte[bytes.length + 3];
        System.arraycopy(bytes, 0, folded, 0, at);
        System.arraycopy(new byte[] {'\r', '\n', ' '}, 0, folded, at, 3);
        System.arraycopy(bytes, at, folded, at + 3, bytes.length - at);

        assertThat(TextEvents.of(format, folded).all("SUMMARY")).containsExactly("caf\u00e9");
    }

    @Test
    void shouldBelieveNoZoneThatIsDamagedOrDefinedTwice() {
        String zone = """
                BEGIN:VTIMEZONE
                TZID:Our Time
                BEGIN:STANDARD
                DTSTART:16010101T000000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0100
                END:STANDARD
                END:VTIMEZONE
                """;
        String event = event("DTSTART;TZID=Our Time:20260328T220000");
        String elsewhere = "X-WR-TIMEZONE:Eastern Standard Time\r\n" + event("DTSTART:20260328T220000");

        assertThat(TextEvents.of(format, calendar(zone, event)).all("component"))
                .containsExactly("VEVENT");
        assertThat(TextEvents.of(format, calendar(zone, zone, event)).all("component"))
                .containsExactly("BAD_TIME");
        assertThat(TextEvents.of(format, calendar(zone.replace("TZOFFSETTO:", "TZOFFSETTO "), event))
                        .all("component"))
                .containsExactly("WRONG_TYPE", "BAD_TIME");
        assertThat(TextEvents.of(format, calendar(elsewhere)).all("component")).containsExactly("BAD_TIME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=SECONDLY",
                "FREQ=MINUTELY;INTERVAL=1",
                "FREQ=HOURLY",
                "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYSECOND=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9;COUNT=2000000000",
                "FREQ=YEARLY;INTERVAL=2147483647",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;COUNT=99999999999",
                "FREQ=MONTHLY;BYDAY=SA;BYSETPOS=6",
                "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=366",
                "FREQ=DAILY;INTERVAL=2147483647",
                "FREQ=HOURLY;BYSETPOS=366",
                "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15;"
                        + "BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16;BYSETPOS=1",
            })
    @Timeout(20)
    void shouldBearWithRulesThatAreMeantToHurt(String rule) {
        assertThat(TextEvents.of(format, calendar(event("DTSTART:20260331T200000Z", "RRULE:" + rule))).pieces)
                .hasSizeBetween(1, ICalendarSeries.MOST_OCCURRENCES);
    }
}
