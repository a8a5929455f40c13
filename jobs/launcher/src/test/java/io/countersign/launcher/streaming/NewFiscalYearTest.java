package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.JudgingSettings;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
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
        before.sendAction("to-be-ratified", DAY_BEFORE.plusSeconds(60), "payroll");
        JobClient job = before.start(null);
        before.awaitJudged(job, 1, FEW + 1);
        before.sendAction("to-be-judged", YEAR_END.plusSeconds(30), "ledger");
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
                 "scope":{"systems":["payroll"],"environments":["production"],"identities":["ci-odd"]},
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

    @Test
    void shouldKeepTheSettingsInForceBesideTheRules() throws Exception {
        PosixStorage storage = new PosixStorage(after.store());
        Set<String> named = new TreeSet<>();
        EvidenceReader.open(storage)
                .forEach(line -> named.add(line.manifest().segment().origin().rulesSha256()));

        assertThat(named).hasSize(1);
        FileSet rules = FileSet.read(storage, FileSet.RULES, named.iterator().next());
        assertThat(rules.files()).containsOnlyKeys("assets.yaml", "release-window.yaml", "settings.json");
        assertThat(JudgingSettings.read(Objects.requireNonNull(rules.files().get(JudgingSettings.FILE)))
                        .maxDelay())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldReproduceTheNewYearWithTheLogOfTheYearBefore() {
        CommandRun run = replay(after.store(), before.store());

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("Log acme-FY2026, ")
                .contains("; acme-FY2027, ")
                .containsPattern("reproduced +14 +0\\n")
                .containsPattern("open +0 +0\\n");
    }

    @Test
    void shouldNotReproduceTheNewYearWithoutWhatTheJobHadLearntBefore() {
        CommandRun run = replay(after.store());

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("missing").contains("differs");
    }

    @Test
    void shouldRefuseALogThatIsGivenTwice() {
        CommandRun run = replay(after.store(), after.store());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("holds log acme-FY2027, which another --evidence holds too; give each log once");
    }

    private static CommandRun replay(Path... logs) {
        List<String> args = new ArrayList<>(List.of("replay"));
        for (Path log : logs) {
            args.addAll(List.of("--evidence", log.toString()));
        }
        args.addAll(List.of(
                "--from",
                DAY_BEFORE.toString(),
                "--to",
                YEAR_END.plusSeconds(3600).toString()));
        args.addAll(List.of("--vkey", before.vkey(), "--vkey", after.vkey()));
        return CommandRun.of(args.toArray(new String[0]));
    }
}
