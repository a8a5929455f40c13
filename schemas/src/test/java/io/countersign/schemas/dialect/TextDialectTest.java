package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Mark;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a message of a text dialect may be beside its events. */
class TextDialectTest {

    private static final String MARK =
            "{\"type\":\"mark\",\"source\":\"%s\",\"complete_through\":\"2026-03-30T18:10:00Z\"}";

    @Test
    void shouldTakeAMarkInCanonicalJsonAmongFeedsOfARegister() {
        Dialect calendar = TestingHandler.dialect("icalendar.freeze", "");

        assertThat(TestingHandler.read(calendar, MARK.formatted("freeze-calendar")).marks)
                .containsExactly(new Mark("freeze-calendar", Instant.parse("2026-03-30T18:10:00Z")));
        assertThat(TestingHandler.read(calendar, MARK.formatted("servicenow")).calls)
                .containsExactly("unreadable WRONG_TYPE the mark's source is 'servicenow', expected 'freeze-calendar'");
        assertThat(TestingHandler.read(
                                calendar,
                                " \n" + MARK.formatted("freeze-calendar").replace("2026", "1999"))
                        .calls)
                .singleElement()
                .asString()
                .startsWith("unreadable TIME_OUT_OF_RANGE");
        assertThat(TestingHandler.read(calendar, "{\"type\":\"mark\"}").calls)
                .singleElement()
                .asString()
                .startsWith("unreadable WRONG_TYPE no calendar");
    }

    @Test
    void shouldTakeNoMarkFromALogInWhichACallerMayWriteOne() {
        Dialect log = TestingHandler.dialect("postgres.pgaudit", TestingHandler.EVERYTHING);

        assertThat(TestingHandler.read(log, MARK.formatted("pgaudit")).marks).isEmpty();
    }
}
