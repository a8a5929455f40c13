package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's examples work, and it leaves nothing out. */
class ReadmeTest {

    private static final String README = readme();

    private static String readme() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new IllegalStateException("tests run in the module's directory, where its README.md is", e);
        }
    }

    @Test
    void shouldReadTheExampleLogInTheExampleDialectOverTheExampleAssets() throws Exception {
        Dialect dialect = new Dialects(
                        block("# assets.yaml"),
                        Duration.ofMinutes(5),
                        Map.of("rules/acme.ledger.yaml", block("# acme.ledger.yaml")))
                .create("acme.ledger", null);
        TestingHandler read = TestingHandler.read(dialect, """
                {"from":"ledger","up_to":"2026-03-30T10:00:00Z","batch":[
                {"id":"7","at":1774864800000,"what":"post","user":{"name":"svc-close"},"args":{"book":"gl.1","entry":"9"}},
                {"at":1774864800000,"what":"show","labels":{"acme.example/user":"una"},"args":{"book":"hr"}},
                {"at":1774864800000,"what":"ping"}]}""");

        assertThat(read.calls).containsExactly("action", "outOfScope NO_ASSET", "noAction HEARTBEAT", "mark");
        Action action = read.actions.get(0);
        assertThat(action.object()).isEqualTo("gl.1/9");
        assertThat(action.outcome()).isEqualTo(ActionOutcome.SUCCESS);
        assertThat(action.actor().principal()).isEqualTo("svc-close");
    }

    @Test
    void shouldReadTheExamplesOfWhatToSend() {
        Dialect serviceNow = TestingHandler.dialect("servicenow.change_request", "");

        assertThat(TestingHandler.read(serviceNow, block("{\"source\": \"servicenow\"")).calls)
                .containsExactly("mark");
        Change change = TestingHandler.read(serviceNow, block("{\"number\"")).onlyChange();
        assertThat(change.window()).isNotNull();
        assertThat(change.approvals()).hasSize(1);
        assertThat(change.scope().identities()).containsExactly("ci-gl-deployer");
        assertThat(TestingHandler.read(
                                TestingHandler.dialect("countersign.canonical", ""), block("{\"type\": \"mark\""))
                        .calls)
                .containsExactly("mark");
    }

    @Test
    void shouldReadTheExampleOfApprovalsInArraysWithinEachOther() throws Exception {
        Dialect dialect = new Dialects(
                        "", Duration.ofMinutes(5), Map.of("acme.approvals.yaml", block("# acme.approvals.yaml")))
                .create("acme.approvals", null);
        Change change = TestingHandler.read(dialect, """
                {"number":"C7","saved_at":"2026-03-30T10:00:00Z","status":"OK","systems":["gl"],"robots":["ci"],"author":"una",
                "stages":[{"closed":true,"votes":[{"member":"ann","at":"2026-03-30T09:00:00Z","vote":"yes"},
                {"member":"bob","at":"2026-03-30T09:00:00Z","vote":"abstained"}]},
                {"closed":false,"votes":[{"member":"eve","at":"2026-03-30T09:00:00Z","vote":"yes"}]}]}""").onlyChange();

        assertThat(change.approvals()).extracting(Approval::by).containsExactly("ann");
    }

    static Stream<String> words() {
        List<String> words = new ArrayList<>();
        String file = """
                nothing: 1
                record: %s
                mark: { nothing: 1 }
                no_action: [{ nothing: 1 }]
                refuse: [{ nothing: 1 }]
                fields: { nothing: 1, time: { nothing: 1 }, approvals: { nothing: 1 } }
                """;
        for (String record : List.of("action", "change")) {
            InvalidFileException e = catchThrowableOfType(
                    InvalidFileException.class, () -> DialectFile.compile("x.yaml", file.formatted(record)));
            Matcher known = Pattern.compile("unknown key 'nothing', expected one of \\[([^]]*)]")
                    .matcher(String.join("\n", e.problems()));
            while (known.find()) {
                words.addAll(List.of(known.group(1).split(", ")));
            }
        }
        for (TimeFormat format : TimeFormat.values()) {
            words.add(format.name().toLowerCase(java.util.Locale.ROOT));
        }
        for (QuarantineReason reason : QuarantineReason.values()) {
            words.add(reason.name());
        }
        return words.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("words")
    void shouldExplainEveryKeyFormatAndReason(String word) {
        assertThat(README).contains("`" + word + "`");
    }

    @Test
    void shouldListEveryDialectThatComesWithTheProduct() {
        assertThat(Dialects.builtInNames())
                .allSatisfy(name -> assertThat(README).contains("`" + name + "`"));
    }

    @Test
    void shouldKnowTheKeysThatItChecks() {
        assertThat(words())
                .contains(
                        "dialect", "envelopes", "complete_through", "until_last", "letters", "leave_out", "change_ref")
                .hasSizeGreaterThan(60);
    }

    /** The block of code that starts with a text. */
    private static String block(String start) {
        Matcher block = Pattern.compile("```\\w+\\n(" + Pattern.quote(start) + ".*?)```", Pattern.DOTALL)
                .matcher(README);
        assertThat(block.find()).as(start).isTrue();
        return block.group(1);
    }
}
