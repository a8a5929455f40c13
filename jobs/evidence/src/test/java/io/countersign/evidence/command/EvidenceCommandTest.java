package io.countersign.evidence.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceCommandTest {

    @TempDir
    private Path directory = Path.of("");

    /** What a command says on both of its outputs. */
    private record Said(int code, String out, String err) {}

    private static Said run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
        int code = EvidenceMain.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Said(code, out.toString(), err.toString());
    }

    private Path store() {
        return directory.resolve("store");
    }

    private Path key() {
        return directory.resolve("log.key");
    }

    private Path vkey() {
        return directory.resolve("log.key.vkey");
    }

    private Said init() {
        return run("init", store(), "--name", "acme-2026", "--key", key(), "--approver", "ciso");
    }

    private CommandLog filled() throws Exception {
        init();
        CommandLog log = new CommandLog(store(), key());
        log.first();
        return log;
    }

    @Test
    void shouldMakeALogAndAKeyThatOnlyItsOwnerReads() throws IOException {
        Said said = init();
        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        String vkey = Files.readString(vkey()).strip();
        assertThat(said.out())
                .contains(
                        "Made log acme-2026 with 8 lanes",
                        "\n  " + vkey + "\n",
                        "verify " + store() + " --vkey " + vkey)
                .doesNotContain("PRIVATE");
        assertThat(EvidenceReader.open(new PosixStorage(store())).checkpoint().size())
                .isEqualTo(1);
    }

    @Test
    void shouldOverwriteNeitherALogNorAKey() throws IOException {
        init();
        String secret = Files.readString(key());
        Said again = init();
        assertThat(again.code()).isEqualTo(60);
        assertThat(again.err()).contains("is there already, and a key is never overwritten");
        Said other = run("init", store(), "--name", "acme-2026", "--key", directory.resolve("other.key"));
        assertThat(other.code()).isEqualTo(60);
        assertThat(other.err()).contains("holds a log already; give another directory");
        assertThat(directory.resolve("other.key")).doesNotExist();
        assertThat(Files.readString(key())).isEqualTo(secret);
    }

    private Said initIfMissing(Object... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("init", store(), "--name", "acme-2026", "--key", key(), "--approver", "ciso", "--if-missing"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray());
    }

    @Test
    void shouldLeaveALogAndItsKeyAsTheyAreWhereOnlyWhatIsMissingIsWanted() throws Exception {
        assertThat(initIfMissing().out()).startsWith("Made log acme-2026 with 8 lanes");
        new CommandLog(store(), key()).first();
        String secret = Files.readString(key());
        long size = EvidenceReader.open(new PosixStorage(store())).checkpoint().size();

        Said again = initIfMissing("--lanes", "4");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out())
                .startsWith("Log acme-2026 is in " + store() + " already, with 8 lanes in epoch 1.")
                .contains(Files.readString(vkey()).strip());
        assertThat(Files.readString(key())).isEqualTo(secret);
        assertThat(EvidenceReader.open(new PosixStorage(store())).checkpoint().size())
                .isEqualTo(size);
    }

    @Test
    void shouldGoOnWithTheKeyOfARunThatWasCutShort() throws Exception {
        init();
        String secret = Files.readString(key());
        String shared = Files.readString(vkey());
        Files.delete(vkey());
        Files.move(store(), directory.resolve("cut short before the log was made"));

        assertThat(initIfMissing().code()).isZero();

        assertThat(Files.readString(key())).isEqualTo(secret);
        assertThat(Files.readString(vkey())).isEqualTo(shared);
        assertThat(EvidenceReader.open(new PosixStorage(store())).checkpoint().size())
                .isEqualTo(1);
    }

    @Test
    void shouldNotTakeWhatIsThereForWhatIsWanted() throws Exception {
        init();
        Said otherName = run("init", store(), "--name", "other", "--key", key(), "--if-missing");
        assertThat(otherName.code()).isEqualTo(60);
        assertThat(otherName.err()).contains("--name other given, but " + key() + " is the key of log acme-2026");

        Path foreign = directory.resolve("foreign.key");
        run("init", directory.resolve("foreign"), "--name", "acme-2026", "--key", foreign);
        Said otherKey = run("init", store(), "--name", "acme-2026", "--key", foreign, "--if-missing");
        assertThat(otherKey.code()).isEqualTo(40);
        assertThat(otherKey.err()).contains("is not signed by key");

        Files.delete(key());
        assertThat(initIfMissing().err()).as("a key for the auditor is left").contains("a key is never overwritten");
        Files.delete(vkey());
        Said lost = initIfMissing();
        assertThat(lost.code()).isEqualTo(60);
        assertThat(lost.err()).contains("put the key of that log back: " + key() + " is not there");
        assertThat(key()).doesNotExist();
    }

    @Test
    void shouldNotPutTheKeyBesideTheEvidence() {
        Said said = run("init", store(), "--name", "a", "--key", store().resolve("x/../log.key"));
        assertThat(said.code()).isEqualTo(60);
        assertThat(said.err()).contains("give a file outside of it");
        assertThat(store()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "../a",
                ".a",
                "a b",
                "a+b",
                "-a",
                "\u00e4",
                "a\n",
                "a\u001b[31m",
                "\u0660",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void shouldRefuseANameThatIsNotHarmlessInAPath(String name) {
        Said said = run("init", store(), "--name=" + name, "--key", key());
        assertThat(said.code()).isEqualTo(60);
        assertThat(said.err()).contains("expected 1 to 64 letters, digits").doesNotContain("\u001b");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldRefuseWhatItCannotUse() {
        assertThat(run("init", store(), "--name", "a", "--lanes", "65", "--key", key())
                        .err())
                .contains("--lanes 65 given, expected 1 to 64");
        assertThat(run("init", store(), "--name", "a", "--lanes", "x", "--key", key())
                        .code())
                .isEqualTo(60);
        assertThat(run("init").code()).isEqualTo(60);
        assertThat(run("nonsense").code()).isEqualTo(60);
        assertThat(run("epoch", store(), "--key", key(), "--number", "2", "--reason", "r", "--approver", "a")
                        .err())
                .contains("is no directory; give the one that 'countersign evidence init' made");
        assertThat(run("evidence", "--help").out()).contains("prove-consistency");
    }

    @Test
    void shouldBeginTheNextEpochOnly() {
        init();
        Said said = run("epoch", store(), "--key", key(), "--number", 2, "--reason", "restored", "--approver", "ciso");
        assertThat(said.out()).startsWith("Log acme-2026 is in epoch 2.");
        assertThat(said.code()).isZero();
        Said again = run("epoch", store(), "--key", key(), "--number", 2, "--reason", "restored", "--approver", "ciso");
        assertThat(again.code()).isEqualTo(60);
        assertThat(again.err()).contains("--number 2 given, but log acme-2026 is in epoch 2: the next is 3");
        Said blank = run("epoch", store(), "--key", key(), "--number", 3, "--reason", " ", "--approver", "ciso");
        assertThat(blank.err()).contains("--reason ' ' given, expected 1 to 1000 characters on one line");
    }

    @Test
    void shouldSignWithTheNewKeyAfterARotation() throws Exception {
        filled();
        Path next = directory.resolve("next.key");
        assertThat(run("rotate-key", store(), "--key", key(), "--new-key", key())
                        .err())
                .contains("is there already");
        Said said = run("rotate-key", store(), "--key", key(), "--new-key", next);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(next)))
                .isEqualTo("rw-------");
        Said old = run("epoch", store(), "--key", key(), "--number", 2, "--reason", "r", "--approver", "a");
        assertThat(old.code()).isEqualTo(40);
        assertThat(old.err()).contains("KEY: the newest checkpoint").doesNotContain("PRIVATE");
        assertThat(run("epoch", store(), "--key", next, "--number", 2, "--reason", "r", "--approver", "a")
                        .code())
                .isZero();
        assertThat(run("show", store(), CommandLog.VERDICT, "--vkey", vkey()).code())
                .as("the old key leads to the new one")
                .isZero();
    }

    @Test
    void shouldTellAVerdictsWholeStoryHarmlessly() throws Exception {
        filled().second();
        Said said = run("show", store(), CommandLog.VERDICT, "--vkey", vkey());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("Verdict " + CommandLog.VERDICT + " of control ledger-writes: EXCEPTION")
                .contains("verdict revision 1, line ", "verdict revision 2, line ")
                .contains("action, line ", "\"object\":\"gl_journal\"")
                .contains("As the source had it: {\"sql\":\"\\u001b]0;owned\\u0007insert\"}")
                .contains("CHG1: fails on rung 10", ", off by PT1M")
                .contains("Nearest change CHG1, all versions:", "\"version\":\"1\"", "\"version\":\"2\"")
                .contains(
                        "Rule ledger-writes/ledger-writes.yaml, rules digest d1:",
                        "title: only inside a change \\u001b[31m")
                .contains("signed by the key.")
                .doesNotContain("CHG2", "NOT PROVEN", "\u001b", "\u0007");
    }

    @Test
    void shouldTellTheSameAsJson() throws Exception {
        filled().second();
        Said said = run("show", store(), CommandLog.VERDICT, "--json");
        JsonNode story = new ObjectMapper().readTree(said.out());
        assertThat(story.path("lines")).hasSize(2);
        assertThat(story.path("changes")).hasSize(2);
        assertThat(story.at("/action/0/record/id").asText()).isEqualTo("evt-7");
        assertThat(story.at("/lines/1/proven").asBoolean()).isTrue();
        assertThat(story.at("/source").asText()).contains("insert");
        assertThat(story.at("/rules/ledger-writes~1ledger-writes.yaml").asText())
                .contains("id: ledger-writes");
        assertThat(said.out()).doesNotContain("\u001b");
    }

    @Test
    void shouldShowNothingOfADamagedSegment() throws Exception {
        filled();
        List<Path> segments;
        try (Stream<Path> files = Files.walk(store().resolve("segments"))) {
            segments = files.filter(Files::isRegularFile).toList();
        }
        for (Path segment : segments) {
            Files.write(segment, new byte[] {1, 2, 3});
        }
        Said said = run("show", store(), CommandLog.VERDICT);
        assertThat(said.code()).isEqualTo(40);
        assertThat(said.err()).contains("is not the file that the log names");
        Files.delete(store().resolve("tile/entries").resolve("000.p").resolve("1"));
        assertThat(run("show", directory, CommandLog.VERDICT).err()).contains("holds no log");
    }
}
