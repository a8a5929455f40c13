package io.countersign.launcher.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trials that share a job and do not see each other, and what arrives when. */
class TrialClusterTest {

    private static final Map<String, Completeness.Mode> MARKS =
            Map.of("servicenow", Completeness.Mode.MARKS, "inventory", Completeness.Mode.MARKS);

    private static final List<RuleFile> RULES = Catalog.builtIn().stream()
            .filter(file -> file.name().equals("release-window/release-window.yaml"))
            .toList();

    private static final String ACTION = """
            {"type":"action","id":"%s","time":"2026-06-30T09:30:00Z","source":"cloudtrail",\
            "actor":{"principal":"ci-gl","kind":"machine"},"operation":"write","outcome":"success",\
            "asset":{"id":"gl","system":"general-ledger","environment":"production","class":"ledger"}}""";

    private static final String CHANGE = """
            {"type":"change","id":"CHG1","version":1,"recorded_at":"2026-06-29T12:00:00Z","source":"servicenow","kind":"normal",\
            "state":"approved","window":{"start":"2026-06-30T09:00:00Z","end":"2026-06-30T10:00:00Z"},"scope":{"systems":\
            ["general-ledger"],"environments":["production"],"identities":["ci-gl"]},"approvals":[{"by":"ann",\
            "at":"2026-06-29T11:00:00Z","decision":"approved"}]}""";

    private static TrialCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TrialCluster.start(2);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static Step mark(String source) {
        return Step.deliver("{\"type\":\"mark\",\"source\":\"%s\",\"complete_through\":\"2026-07-05T00:00:00Z\"}"
                .formatted(source));
    }

    private static JudgeSettings streaming(Duration retention) {
        return new JudgeSettings(
                MARKS,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                retention,
                Duration.ofHours(24),
                Duration.ofMinutes(1),
                false,
                Set.of());
    }

    /** A stream that has all actions, past the patience with its sources, before it has anything else. */
    private static Trial late(String name, String actionId, int parallelism, int parallelismAfterRestart) {
        return late(name, actionId, parallelism, parallelismAfterRestart, Duration.ofDays(90));
    }

    private static Trial late(
            String name, String actionId, int parallelism, int parallelismAfterRestart, Duration retention) {
        long patienceEnds = Instant.parse("2026-06-30T11:00:00Z").toEpochMilli();
        Step action = new Step(ACTION.formatted(actionId), patienceEnds);
        return new Trial(
                name,
                RULES,
                streaming(retention),
                List.of(
                        new Script("actions", Script.Time.OF_STEPS, List.of(List.of(List.of(action), List.of()))),
                        new Script(
                                "register",
                                Script.Time.IDLE,
                                List.of(List.of(
                                        List.of(),
                                        List.of(Step.deliver(CHANGE), mark("servicenow"), mark("inventory")))))),
                parallelism,
                parallelismAfterRestart);
    }

    private static Trial bounded(String name, Step... steps) {
        return new Trial(
                name,
                RULES,
                JudgeSettings.bounded(MARKS),
                List.of(new Script("files", Script.Time.NONE, List.of(List.of(List.of(steps))))),
                1,
                0);
    }

    private static List<String> said(Map<String, Settled> all, String trial) {
        Settled settled = Objects.requireNonNull(all.get(trial));
        List<String> said = new ArrayList<>();
        for (JsonNode verdict : settled.verdicts()) {
            said.add(verdict.path("action_id").asText() + " "
                    + verdict.path("revision").asInt() + " "
                    + verdict.path("outcome").asText());
        }
        return said;
    }

    /**
     * That there is a second revision shows that the first phase had been judged when the second began; that there is
     * any after the restart, that the savepoint's state was taken up: no record is delivered twice.
     */
    @Test
    void shouldRunTrialsSideBySideAndRestartSomeOfThem() throws Exception {
        Map<String, Settled> settled = cluster.run(List.of(
                late("late", "a-1", 1, 0),
                late("restarted", "a-2", 2, 1),
                late("grown", "a-3", 1, 2),
                bounded("bounded", Step.deliver(ACTION.formatted("a-4")), mark("servicenow"), mark("inventory"))));

        assertThat(said(settled, "late")).containsExactly("a-1 2 AUTHORISED");
        assertThat(said(settled, "restarted")).containsExactly("a-2 2 AUTHORISED");
        assertThat(said(settled, "grown")).containsExactly("a-3 2 AUTHORISED");
        assertThat(said(settled, "bounded")).containsExactly("a-4 1 EXCEPTION");
        assertThat(settled.values())
                .allSatisfy(each -> assertThat(each.matches()).isEmpty());
    }

    @Test
    void shouldFailWhereOneOfTheTrialsFails() {
        Trial impatient = late("impatient", "a-1", 1, 0, Duration.ofMinutes(1));

        assertThatThrownBy(() -> cluster.run(List.of(late("late", "a-1", 1, 1), impatient)))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("retention is PT1M, expected at least");
    }
}
