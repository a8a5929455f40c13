package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EvidenceType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that lives longer than its log, which is of one fiscal year (E2), goes over to the log of the next. */
class NewFiscalYearTest {

    private static final int FEW = 6;
    private static final int ALL = 12;

    /** The end of the year before: what the register has declared itself complete through. */
    private static final Instant YEAR_END = KeptLog.NOW;

    private static final Instant DAY_BEFORE = YEAR_END.minus(Duration.ofDays(1));

    @TempDir
    static Path directory;

    private static TestStand stand;
    private static KeptLog before;
    private static KeptLog after;
    private static SortedMap<String, String> objectsBefore;
    private static String verifiedBefore = "";
    private static String verifiedAfter = "";

    @BeforeAll
    static void goOver() throws Exception {
        stand = new TestStand(directory, 2);
        before = new KeptLog(stand, directory, "acme-FY2026", directory.resolve("acme-FY2026-evidence"));
        before.send(0, FEW);
        before.sendAction("to-be-ratified", DAY_BEFORE.plusSeconds(60));
        JobClient job = before.start(null);
        before.awaitJudged(job, 1, FEW + 1);
        before.sendAction("to-be-judged", YEAR_END.plusSeconds(30));
        before.awaitRecords(job, EvidenceType.ACTION, FEW + 2);
        String savepoint = before.stop(job);
        verifiedBefore = before.verify();
        objectsBefore = before.objects();

        after = before.next("acme-FY2027");
        job = after.start(savepoint);
        after.send(FEW, ALL);
        after.sendRegister("""
                {"type":"change","id":"CHG2","version":1,"recorded_at":"%s","source":"itsm","kind":"emergency",
                 "state":"approved","window":{"start":"%s","end":"%s"},
                 "scope":{"systems":["ledger"],"environments":["production"],"identities":["ci-odd"]},
                 "approvals":[{"by":"ada","at":"%s","decision":"approved"}]}
                """.formatted(
                        YEAR_END.plusSeconds(10),
                        DAY_BEFORE.plusSeconds(50),
                        DAY_BEFORE.plusSeconds(70),
                        YEAR_END.plusSeconds(9)));
        after.sendRegister("""
                {"type":"mark","source":"itsm","complete_through":"%s"}""".formatted(YEAR_END.plusSeconds(120)));
        after.awaitRecords(job, EvidenceType.VERDICT, ALL - FEW + 2);
        after.stop(job);
        verifiedAfter = after.verify();
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @Test
    void shouldLeaveTheLogOfTheYearBeforeAsItWas_E4() throws Exception {
        assertThat(verifiedBefore).startsWith("CONSISTENT_UNANCHORED").doesNotContain("BROUGHT_FORWARD");
        assertThat(before.objects()).isEqualTo(objectsBefore);
    }

    @Test
    void shouldBringForwardWhatTheLogOfTheYearBeforeEndedWith_E5() throws Exception {
        assertThat(verifiedAfter)
                .startsWith("CONSISTENT_UNANCHORED")
                .contains("BROUGHT_FORWARD control release-window: begins with 8 selected, 0 authorised, 0 ratified,"
                        + " 7 exception, 0 indeterminate, 1 pending, as the log before must end")
                .contains("BROUGHT_FORWARD acme-FY2026.actions:0 (actions): goes on at offset 5,")
                .contains("BROUGHT_FORWARD acme-FY2026.register:0 (register): goes on at offset 2,");
        assertThat(before.records(EvidenceType.ACCOUNTING))
                .anySatisfy(account -> assertThat(account)
                        .contains("\"exception\":\"7\",\"indeterminate\":\"0\"")
                        .contains("\"pending\":\"1\",\"ratified\":\"0\",\"selected\":\"8\""));
    }

    @Test
    void shouldSettleInTheNewLogWhatWasOpenAtTheEndOfTheYear() throws Exception {
        assertThat(after.records(EvidenceType.VERDICT))
                .anySatisfy(verdict -> assertThat(verdict)
                        .contains("\"action_id\":\"to-be-ratified\"")
                        .contains("\"outcome\":\"RATIFIED\"")
                        .contains("\"revision\":2"))
                .anySatisfy(verdict -> assertThat(verdict)
                        .contains("\"action_id\":\"to-be-judged\"")
                        .contains("\"revision\":1"));
    }
}
