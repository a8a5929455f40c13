package io.countersign.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.Countersign;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialectTestCommandTest {

    private static final String DIALECT = """
            dialect: acme.ledger
            title: What ACME's ledger logs
            record: action
            source: ledger
            vendor: https://acme.example/audit
            tells_machine_from_human: { machine: The prefix svc-., human: Nothing., neither: Any other name. }
            no_action: [{ reason: HEARTBEAT, when: { what: [ping] }, doc: Says that it is alive. }]
            scope: { book: { from: book } }
            fields:
              time: { from: at }
              principal: { from: [user.id, user.name] }
              kind: [{ value: machine, when: { user.name: ["svc-*"] } }, { value: unknown }]
              operation: { from: what, map: { post: write } }
              object: { from_all: [book, entry], join: / }
              outcome: { value: success }
            """;

    @TempDir
    Path directory;

    private Path dialect = Path.of("");

    @BeforeEach
    void writeDialect() throws Exception {
        dialect = Files.writeString(directory.resolve("acme.ledger.yaml"), DIALECT);
    }

    @Test
    void shouldShowForEachFieldWhatWasReadFromWhereAndWhyNothingWas() throws Exception {
        Path sample = sample("""
                {"at":"2026-03-30T10:00:00Z","what":"post","user":{"name":"svc-close"},"book":"gl.1","note":"x"}
                """);
        Run run = run(dialect.toString(), sample.toString());

        assertThat(run.exit).isZero();
        assertThat(run.lines())
                .contains(
                        sample + ":1, record 1: action",
                        "  principal        svc-close                                    from user.name",
                        "  kind             machine                                      fixed (case 1 of 2)",
                        "  operation        write                                        from what",
                        "  object           -                                            nothing at entry",
                        "  session          -                                            the dialect does not say where it is",
                        "  scope book       gl.1                                         ",
                        "  not asked for    note",
                        "     1 action");
    }

    @Test
    void shouldSayWhatIsWrongWithARecordAndEndWithOne() throws Exception {
        Path sample = sample("""
                {"at":"2026-03-30","what":"post","user":{"name":"svc-close"},"book":"gl.1"}
                {"what":"ping"}
                not json
                """);
        Run run = run(dialect.toString(), sample.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.lines())
                .contains(
                        sample + ":1, record 1: quarantined BAD_TIME",
                        "  time             2026-03-30                                   from at",
                        sample + ":2, record 1: no_action HEARTBEAT",
                        "     1 no_action HEARTBEAT",
                        "     1 quarantined BAD_TIME",
                        "     1 quarantined NOT_JSON");
        assertThat(run(dialect.toString(), "--quiet", sample.toString()).out)
                .doesNotContain("record 1: no_action HEARTBEAT");
    }

    @Test
    void shouldPrintOneObjectARecordForPrograms() throws Exception {
        Path sample =
                sample("{\"at\":\"2026-03-30T10:00:00Z\",\"what\":\"post\",\"user\":{\"id\":\"u1\"},\"book\":\"b\"}\n");
        Run run = run("--json", dialect.toString(), sample.toString());

        JsonNode record = new ObjectMapper().readTree(run.out);
        assertThat(record.at("/outcome").asText()).isEqualTo("action");
        assertThat(record.at("/fields/principal/values/0").asText()).isEqualTo("u1");
        assertThat(record.at("/fields/principal/why").asText()).isEqualTo("from user.id");
    }

    @Test
    void shouldShowNothingThatActsOnATerminal() throws Exception {
        Path sample =
                sample("{\"at\":\"2026-03-30T10:00:00Z\",\"what\":\"post\",\"user\":{\"id\":\"\\u001b[31m\\u202e\"},"
                        + "\"\\u001b]0;x\":1}\n");

        assertThat(run(dialect.toString(), sample.toString()).out)
                .doesNotContain("\u001b", "\u202e")
                .contains("\\u001b[31m\\u202e");
    }

    @Test
    void shouldReportEveryProblemOfTheDialectAndEndWithTwo() throws Exception {
        Files.writeString(dialect, DIALECT.replace("from: at", "form: at").replace("value: success", "value: good"));
        Run run = run(dialect.toString(), sample("{}").toString());

        assertThat(run.exit).isEqualTo(2);
        assertThat(run.err).contains("unknown key 'form'").contains("'value' is 'good'");
        assertThat(run("no.such", sample("{}").toString()).exit).isEqualTo(2);
        assertThat(run(dialect.toString(), "nowhere.json").exit).isEqualTo(2);
    }

    @Test
    void shouldTryAndShowTheDialectsOfTheProduct() throws Exception {
        Path sample = sample("{\"type\":\"mark\"}");

        assertThat(run("aws.cloudtrail", sample.toString()).lines()).contains("     1 quarantined MISSING_FIELD");
        assertThat(command("show").lines()).contains("aws.cloudtrail", "servicenow.change_request");
        assertThat(command("show", "aws.cloudtrail").out).startsWith("dialect: aws.cloudtrail\n");
        assertThat(command("show", "aws.cloudtrial").err).contains("Did you mean 'aws.cloudtrail'?");
    }

    private Path sample(String text) throws Exception {
        return Files.writeString(directory.resolve("sample.jsonl"), text);
    }

    private record Run(int exit, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }
    }

    private static Run run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "test";
        System.arraycopy(args, 0, all, 1, args.length);
        return command(all);
    }

    private static Run command(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "dialect";
        System.arraycopy(args, 0, all, 1, args.length);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Countersign.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Run(exit, out.toString(), err.toString());
    }
}
