package io.countersign.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.Countersign;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RULE = """
            kind: control
            id: release-window
            title: Ledgers change only inside an authorised release
            severity: high
            owner: finance
            select: action.asset.class == 'ledger'
            require:
              change: { sources: [servicenow] }
            """;

    private static final String ACTION = """
            {"type":"action","id":"a-1","time":"2026-03-02T09:00:00Z","source":"cloudtrail",\
            "actor":{"principal":"ci-gl","kind":"machine"},\
            "asset":{"id":"gl","system":"general-ledger","environment":"production","class":"ledger"},\
            "operation":"write","outcome":"success"}""";

    private static final String CHANGE = """
            {"type":"change","id":"CHG1","version":1,"recorded_at":"2026-03-01T00:00:00Z","source":"servicenow",\
            "kind":"normal","state":"approved","window":{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T10:00:00Z"},\
            "scope":{"systems":["general-ledger"],"environments":["production"],"identities":["ci-gl"]},\
            "approvals":[{"by":"ann","at":"2026-03-01T00:00:00Z","decision":"approved"}]}""";

    @TempDir
    Path directory;

    @Test
    void shouldEndWithNothingToActOnWhenEveryActionWasAuthorised() throws IOException {
        assertThat(check(ACTION, CHANGE)).isZero();

        JsonNode verdict = verdicts().get(0);
        assertThat(verdict.get("outcome").asText()).isEqualTo("AUTHORISED");
        assertThat(verdict.get("change").asText()).isEqualTo("CHG1");
        assertThat(verdict.get("notes")).hasToString("[\"ASSUMED_COMPLETE\",\"UNKNOWN_IDENTITY\"]");
    }

    @Test
    void shouldEndWithOneWhenThereIsAnException() throws IOException {
        assertThat(check(ACTION.replace("09:00:00", "10:00:00"), CHANGE)).isEqualTo(1);

        assertThat(verdicts().get(0).get("reason").asText()).isEqualTo("AFTER_END");
        assertThat(verdicts().get(0).get("off_by").asText()).isEqualTo("PT0S");
    }

    @Test
    void shouldEndWithOneWhenASourceIsSilent() throws IOException {
        assertThat(check(ACTION)).isEqualTo(1);

        assertThat(verdicts().get(0).get("outcome").asText()).isEqualTo("INDETERMINATE");
        assertThat(verdicts().get(0).get("notes"))
                .anySatisfy(note -> assertThat(note.asText()).isEqualTo("SOURCE_INCOMPLETE:servicenow"));
    }

    @Test
    void shouldEndWithTwoAndWriteNothingWhenARuleIsBroken() throws IOException {
        write("input/part.jsonl", ACTION);
        write("rules/release-window.yaml", RULE.replace("asset.class", "asset.clas"));

        assertThat(run()).isEqualTo(2);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void shouldEndWithTwoWhenThereIsNothingToRead() throws IOException {
        write("input/readme.txt", "nothing");
        write("rules/release-window.yaml", RULE);

        assertThat(run()).isEqualTo(2);
        assertThat(Countersign.run("check", "--input", "nowhere", "--rules", "r", "--out", "o"))
                .isEqualTo(2);
    }

    @Test
    void shouldEndWithTwoAndWriteNothingWhenADialectOrAnAssetIsUnknown() throws IOException {
        write("input/part.json", "{}");
        write("rules/release-window.yaml", RULE);

        assertThat(run("--dialect", "aws.cloudtrial=*.json")).isEqualTo(2);
        write("rules/assets.yaml", "assets: [{id: gl}]");
        assertThat(run("--dialect", "aws.cloudtrail=*.json")).isEqualTo(2);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void shouldNotLeaveTheOutputOfAnEarlierRunWhenItFails() throws IOException {
        assertThat(check(ACTION, CHANGE)).isZero();
        assertThat(directory.resolve("out/verdicts.jsonl")).exists();
        Files.createSymbolicLink(directory.resolve("input/unreadable.jsonl"), Path.of("/proc/self/mem"));

        assertThat(run()).isEqualTo(3);
        assertThat(directory.resolve("out")).isEmptyDirectory();
    }

    @Test
    void shouldRecordWhatAControlInShadowFindsButNotCallForActionOnIt() throws IOException {
        write("input/part.jsonl", ACTION);
        write("rules/release-window.yaml", RULE + "status: shadow\n");

        assertThat(run()).isZero();
        assertThat(verdicts()).extracting(each -> each.get("outcome").asText()).containsExactly("INDETERMINATE");
    }

    @Test
    void shouldEndWithThreeAndWriteNothingWhenTheRunFails() throws IOException {
        write("input/part.jsonl", ACTION);
        write("rules/release-window.yaml", RULE);
        write("out", "a file where the directory should be");

        assertThat(run()).isEqualTo(3);
    }

    @Test
    void shouldQuarantineEachBadLineWithItsBytesAndItsPlace() throws IOException {
        write("input/a/part.jsonl", ACTION + "\r\n\n{\"type\":\"acti\n" + ACTION + " x\n" + CHANGE);
        write("rules/release-window.yaml", RULE);

        assertThat(run()).isZero();

        List<JsonNode> quarantine = read("quarantine.jsonl");
        assertThat(quarantine).extracting(line -> line.get("file").asText()).containsOnly("a/part.jsonl");
        assertThat(quarantine).extracting(line -> line.get("line").asInt()).containsExactly(2, 3, 4);
        assertThat(quarantine)
                .extracting(line -> line.get("reason").asText())
                .containsExactly("EMPTY", "NOT_JSON", "TRAILING_CONTENT");
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(quarantine.get(1).get("raw_base64").asText()),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"acti");
    }

    @Test
    void shouldReadNoRecordLargerThanTheLimitAndGoOn() throws IOException {
        write("input/part.jsonl", ACTION + "\n\"" + "x".repeat(10_000_000) + "\"\n" + CHANGE);
        write("rules/release-window.yaml", RULE);

        assertThat(run()).isZero();
        assertThat(read("quarantine.jsonl")).singleElement().satisfies(line -> {
            assertThat(line.get("reason").asText()).isEqualTo("TOO_LARGE");
            assertThat(Base64.getDecoder().decode(line.get("raw_base64").asText()))
                    .hasSize(10_000_002);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut off", "followed by something else", "changed in the middle"})
    void shouldSayThatAGzipFileIsDamaged(String damage) throws IOException {
        write("rules/release-window.yaml", RULE);
        byte[] whole = gzip(ACTION + "\n" + CHANGE + "\n");
        byte[] damaged = switch (damage) {
            case "cut off" -> Arrays.copyOf(whole, whole.length - 12);
            case "followed by something else" -> Arrays.copyOf(whole, whole.length + 3);
            default -> whole.clone();
        };
        if (damage.equals("changed in the middle")) {
            damaged[whole.length / 2] ^= 0x55;
        }
        Files.createDirectories(directory.resolve("input"));
        Files.write(directory.resolve("input/part.jsonl.gz"), damaged);

        assertThat(run()).isIn(0, 1);
        assertThat(read("quarantine.jsonl"))
                .anySatisfy(line -> assertThat(line.get("detail").asText()).contains("gzip"));
    }

    @Test
    void shouldReadEveryMemberOfAGzipFile() throws IOException {
        write("rules/release-window.yaml", RULE);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(ACTION + "\n"));
        members.write(gzip(CHANGE + "\n"));
        Files.createDirectories(directory.resolve("input"));
        Files.write(directory.resolve("input/part.jsonl.gz"), members.toByteArray());

        assertThat(run()).isZero();
        assertThat(verdicts()).hasSize(1);
        assertThat(read("quarantine.jsonl")).isEmpty();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void shouldAccountForEveryEvent() throws IOException {
        check(ACTION, ACTION, CHANGE, CHANGE, ACTION.replace("\"ledger\"", "\"other\""), "not json");

        JsonNode sources =
                JSON.readTree(directory.resolve("out/population.json").toFile()).get("sources");
        assertThat(sources.get("cloudtrail"))
                .hasToString("{\"duplicates\":1,\"id_conflicts\":1,\"marks\":0,\"no_action\":{},"
                        + "\"out_of_scope\":{\"NOT_SELECTED\":1},\"quarantined\":{},\"read\":3,\"register\":0,"
                        + "\"selected\":1}");
        assertThat(sources.get("servicenow").get("duplicates").asInt()).isEqualTo(1);
        assertThat(sources.get("part.jsonl").get("quarantined")).hasToString("{\"NOT_JSON\":1}");
    }

    @Test
    void shouldSayTheSameForAnyOrderSplitDuplicationAndParallelism() throws Exception {
        Path example = Examples.conformance("b");
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(example.resolve("input"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        byte[] first = null;
        Random random = new Random(17);
        for (int parallelism : new int[] {1, 2, 4}) {
            Path run = directory.resolve("p" + parallelism);
            Files.createDirectories(run.resolve("input"));
            Files.copy(example.resolve("input/sources.yaml"), run.resolve("input/sources.yaml"));
            List<String> shuffled = new ArrayList<>(lines);
            shuffled.addAll(lines.subList(0, lines.size() / 3));
            Collections.shuffle(shuffled, random);
            int cut = random.nextInt(shuffled.size());
            Files.write(run.resolve("input/x.jsonl"), shuffled.subList(0, cut));
            Files.createDirectories(run.resolve("input/deeper"));
            try (OutputStream out =
                    new GZIPOutputStream(Files.newOutputStream(run.resolve("input/deeper/y.jsonl.gz")))) {
                out.write(String.join("\n", shuffled.subList(cut, shuffled.size()))
                        .getBytes(StandardCharsets.UTF_8));
            }
            int exit = Countersign.run(
                    "check",
                    "--input",
                    run.resolve("input").toString(),
                    "--rules",
                    example.resolve("rules").toString(),
                    "--out",
                    run.resolve("out").toString(),
                    "--parallelism",
                    String.valueOf(parallelism));
            assertThat(exit).isEqualTo(1);
            byte[] verdicts = Files.readAllBytes(run.resolve("out/verdicts.jsonl"));
            first = first == null ? verdicts : first;
            assertThat(verdicts).isEqualTo(first);
        }
        assertThat(first).isNotEmpty();
    }

    @Test
    void shouldReadALogInADialectOfTheUsersOwn() throws IOException {
        write("rules/release-window.yaml", RULE);
        write("own/acme.ledger.yaml", """
                dialect: acme.ledger
                title: What ACME's ledger logs
                record: action
                source: ledger
                vendor: https://acme.example/audit
                tells_machine_from_human: { machine: Nothing., human: Nothing., neither: All. }
                scope: { table: { from: table } }
                fields:
                  time: { from: at }
                  principal: { from: user }
                  kind: { value: unknown }
                  operation: { from: what, map: { post: write } }
                  outcome: { value: success }
                """);
        write("rules/assets.yaml", """
                assets:
                  - id: gl
                    system: general-ledger
                    environment: production
                    class: ledger
                    match: { dialect: acme.ledger, table: "gl.*" }
                """);
        write(
                "input/acme.log",
                "{\"at\":\"2026-03-02T09:00:00Z\",\"user\":\"ci-gl\",\"what\":\"post\",\"table\":\"gl.journal\"}\n");
        write("input/changes.jsonl", CHANGE);

        String own = directory.resolve("own").toString();
        assertThat(run("--dialects", own, "--dialect", "acme.ledger=*.log")).isZero();
        assertThat(verdicts().get(0).get("source").asText()).isEqualTo("ledger");
        assertThat(verdicts().get(0).get("outcome").asText()).isEqualTo("AUTHORISED");

        assertThat(run("--dialects", own, "--dialect", "acme.ledger=*.lgo")).isEqualTo(2);
        write("own/acme.ledger.yaml", "dialect: acme.ledger\n");
        assertThat(run("--dialects", own, "--dialect", "acme.ledger=*.log")).isEqualTo(2);
        assertThat(run("--dialects", "nowhere")).isEqualTo(2);
    }

    private int check(String... lines) throws IOException {
        write("input/part.jsonl", String.join("\n", lines));
        write("rules/release-window.yaml", RULE);
        return run();
    }

    private int run(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "check",
                "--input",
                directory.resolve("input").toString(),
                "--rules",
                directory.resolve("rules").toString(),
                "--out",
                directory.resolve("out").toString()));
        args.addAll(List.of(more));
        return Countersign.run(args.toArray(new String[0]));
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<JsonNode> verdicts() throws IOException {
        return read("verdicts.jsonl");
    }

    private List<JsonNode> read(String name) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("out").resolve(name))) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
