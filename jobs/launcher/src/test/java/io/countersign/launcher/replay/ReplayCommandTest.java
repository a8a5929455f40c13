package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Selection;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence of the demo's week, judged again. */
class ReplayCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MONDAY = "2026-06-29T00:00:00Z";
    private static final String NEXT_MONDAY = "2026-07-06T00:00:00Z";

    @TempDir
    static Path shared;

    private static DemoEvidence demo = new DemoEvidence(Path.of("."));

    @TempDir
    Path directory;

    @BeforeAll
    static void playTheDemoOnce() {
        demo = DemoEvidence.play(shared.resolve("demo"));
    }

    @Test
    void shouldReproduceTheWholeWeekBitForBit() throws Exception {
        CommandRun run = replay(demo.store(), MONDAY, NEXT_MONDAY, "--vkey", demo.vkey());

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern("reproduced +1\\d{3} +5\\n")
                .containsPattern("open +[01] +0\\n")
                .containsPattern("differs +0 +0\\n")
                .containsPattern("missing +0 +0\\n")
                .containsPattern("new +0 +0\\n");
        assertThat(run.exit()).isZero();
        Set<String> open = openOnes();
        assertThat(lines("differences.jsonl")).hasSameSizeAs(open);
        assertThat(lines("revisions.jsonl")).isEmpty();
        assertThat(without(open, verdictsJudgedAgain()))
                .hasSizeGreaterThan(1_000)
                .isEqualTo(without(open, DemoEvidence.linesOf(demo.verdictsInEvidence(), "")));
    }

    @Test
    void shouldJudgeOneDayAsTheWholeWeekDoes() throws Exception {
        String day = "2026-07-01";
        CommandRun run = replay(demo.store(), day + "T00:00:00Z", "2026-07-02T00:00:00Z");

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.err()).contains("no --vkey was given");
        assertThat(verdictsJudgedAgain()).isNotEmpty().isEqualTo(DemoEvidence.linesOf(demo.verdictsInEvidence(), day));
    }

    @Test
    void shouldNameTheLateRecordThatWouldHaveChangedAVerdictAndWriteTheRevision() throws Exception {
        Path store = demo.copy(directory.resolve("copy"));
        Verdict exception = demo.exception();
        Change late = DemoEvidence.covering(exception, demo.actionOf(exception));
        StoreMaker maker = StoreMaker.goOn(store, demo.key());
        maker.add(EvidenceRecord.of(late, Codec.contentSha256(late), demo.behindAllMarks()));
        maker.commit();

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY, "--vkey", demo.vkey());

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("differs +[1-9]")
                .containsPattern("missing +0 +0")
                .containsPattern("new +0 +0")
                .containsPattern(
                        "EXCEPTION NO_CHANGE -> AUTHORISED \\(late register record change CHG9999999 version 1,"
                                + " recorded \\S+, which came after servicenow had declared itself complete through "
                                + "\\S+\\)");
        Set<String> differing = new HashSet<>();
        for (String line : lines("differences.jsonl")) {
            JsonNode difference = JSON.readTree(line);
            if (difference.get("status").asText().equals("open")) {
                continue;
            }
            assertThat(difference.get("status").asText()).isEqualTo("differs");
            assertThat(difference.get("why").asText()).isEqualTo("LATE");
            assertThat(difference.get("records").get(0).asText()).startsWith("change CHG9999999 version 1,");
            differing.add(difference.get("replay").get("id").asText());
        }
        assertThat(differing).contains(exception.id());
        for (String line : lines("verdicts.jsonl")) {
            JsonNode verdict = JSON.readTree(line);
            assertThat(differing.contains(verdict.get("id").asText()))
                    .as("exactly what the record has part in differs: %s", line)
                    .isEqualTo(line.contains("CHG9999999"));
        }
        JsonNode revision = lines("revisions.jsonl").stream()
                .map(ReplayCommandTest::tree)
                .filter(each -> each.get("id").asText().equals(exception.id()))
                .findFirst()
                .orElseThrow();
        assertThat(revision.get("revision").asInt()).isEqualTo(exception.revision() + 1);
        assertThat(revision.get("outcome").asText()).isEqualTo("AUTHORISED");
        assertThat(revision.get("change").asText()).isEqualTo("CHG9999999");
        assertThat(lines("revisions.jsonl")).hasSameSizeAs(differing);
    }

    @Test
    void shouldNotBelieveWhatFollowsFromNothing() throws Exception {
        Path store = demo.copy(directory.resolve("copy"));
        Verdict forged = demo.exception();
        Action action = demo.actionOf(forged);
        StoreMaker maker = StoreMaker.goOn(store, demo.key());
        maker.add(EvidenceRecord.of(
                DemoEvidence.authorised(forged, forged.id(), forged.actionId(), forged.revision() + 1),
                VerdictOutcome.EXCEPTION));
        maker.add(EvidenceRecord.of(DemoEvidence.authorised(forged, "0".repeat(32), "act-of-nobody", 1), null));
        Action unjudged = DemoEvidence.renamed(action, "act-\u001b[31m-unjudged");
        maker.add(EvidenceRecord.of(unjudged, Codec.contentSha256(unjudged)));
        maker.commit();

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY);

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("differs +1 +0")
                .containsPattern("missing +1 +0")
                .containsPattern("new +[12] +0")
                .containsPattern("differs .*AUTHORISED -> EXCEPTION NO_CHANGE \\(unknown\\)")
                .containsPattern("missing .*act-of-nobody.*: AUTHORISED -> nothing \\(unknown\\)")
                .containsPattern("new .*act-\\\\u001b\\[31m-unjudged.*: nothing -> EXCEPTION NO_CHANGE \\(unknown\\)")
                .doesNotContain("\u001b");
    }

    @Test
    void shouldJudgeEachVerdictByTheRulesThatWereInForceForIt() throws Exception {
        Path store = demo.copy(directory.resolve("copy"));
        Verdict known = demo.exception();
        Action later = DemoEvidence.renamed(demo.actionOf(known), "act-under-other-rules");
        RuleFile original = Catalog.builtIn(List.of("release-window")).stream()
                .filter(file -> file.name().startsWith("release-window"))
                .findFirst()
                .orElseThrow();
        byte[] changed =
                original.text().replace("severity: high", "severity: low").getBytes(StandardCharsets.UTF_8);
        Catalog rules = Catalog.of(List.of(new RuleFile(original.name(), changed)));
        FileSet files = new FileSet(
                Map.of(original.name(), changed),
                Map.of("servicenow", "marks", "inventory", "marks", "pam", "marks"),
                rules.digest());
        StoreMaker maker = StoreMaker.goOn(store, demo.key(), files.keep(new PosixStorage(store), FileSet.RULES));
        String sha256 = Codec.contentSha256(later);
        maker.add(EvidenceRecord.of(later, sha256));
        String id = new Selection(rules.controls().get(0), later, sha256).verdictId();
        maker.add(EvidenceRecord.of(
                new Verdict(
                        id,
                        known.control(),
                        known.time(),
                        known.source(),
                        later.id(),
                        known.identity(),
                        known.outcome(),
                        known.reason(),
                        known.change(),
                        known.nearest(),
                        known.offByMillis(),
                        known.ratifiedAt(),
                        1,
                        known.notes(),
                        known.candidates(),
                        rules.digest()),
                null));
        maker.commit();

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY, "--vkey", demo.vkey());

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("The period was judged under 2 rule sets: ")
                .contains(rules.digest().substring(0, 12))
                .containsPattern("reproduced +"
                        + (demo.verdictsInEvidence().size() + 1 - openOnes().size()) + " +5")
                .containsPattern("open +[01] +0");
        assertThat(lines("verdicts.jsonl")).hasSize(demo.verdictsInEvidence().size() + 1);
    }

    @Test
    void shouldTellWhatOtherRulesWouldChange() throws Exception {
        Path rules = directory.resolve("rules");
        try (Stream<Path> files = Files.walk(demo.demo().resolve("rules"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = rules.resolve(
                        demo.demo().resolve("rules").relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Path file = rules.resolve("release-window/release-window.yaml");
        String changed = Files.readString(file).replace("ratify_within: PT24H", "ratify_within: PT1M");
        Files.writeString(file, changed);

        CommandRun run = replay(demo.store(), MONDAY, NEXT_MONDAY, "--rules", rules.toString());

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.err()).contains("evidence holds only the actions that some rule in force selected");
        assertThat(run.out())
                .containsPattern("differs +[1-9]\\d* +0")
                .containsPattern("differs .*EXCEPTION CLOSED, with other candidates \\(other rules\\)")
                .containsPattern("differs .*release-window.*RATIFIED RAISED_AFTER -> EXCEPTION.*\\(other rules\\)")
                .doesNotContain("differs  entitlement-scope");
        assertThat(run.out()).containsPattern("reproduced +1\\d{3} +5");
    }

    @Test
    void shouldSayThatRulesOfTheSameWordsAreTheSame() throws Exception {
        CommandRun run = replay(
                demo.store(),
                MONDAY,
                NEXT_MONDAY,
                "--vkey",
                demo.vkey(),
                "--rules",
                demo.demo().resolve("rules").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }

    @Test
    void shouldRefuseAStoreThatSomebodyHasTouched() throws Exception {
        Path store = demo.copy(directory.resolve("copy"));
        Path segment;
        try (Stream<Path> files = Files.walk(store.resolve("segments"))) {
            segment = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(segment);
        Files.write(segment, bytes);

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("DAMAGED: " + store.relativize(segment) + " is not the file that the log names")
                .contains("countersign evidence verify");
        assertThat(directory.resolve("out/verdicts.jsonl")).doesNotExist();
    }

    @Test
    void shouldRefuseALogThatAnotherKeySigned() throws Exception {
        String other = Ed25519Signer.generate("countersign-demo", new SecureRandom())
                .verifierKey()
                .toString();

        CommandRun run = replay(demo.store(), MONDAY, NEXT_MONDAY, "--vkey", other);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("KEY: ").contains("is signed by none of the keys given");
    }

    @Test
    void shouldSayThatNothingIsProvenByAPeriodWithoutEvidence() {
        CommandRun run = replay(demo.store(), "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("so that nothing is proven; its actions are from 2026-06-2");
    }

    @Test
    void shouldRefuseAPeriodThatEndsBeforeItBeginsAndADirectoryThatIsNone() {
        CommandRun backwards = replay(demo.store(), NEXT_MONDAY, MONDAY);
        CommandRun nowhere = replay(directory.resolve("nowhere"), MONDAY, NEXT_MONDAY);

        assertThat(backwards.exit()).isEqualTo(2);
        assertThat(backwards.err()).contains("is not before --to 2026-06-29T00:00:00Z");
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.err()).contains("is no directory; give the one that 'countersign evidence init' made");
    }

    private CommandRun replay(Path store, String from, String to, String... more) {
        List<String> args = new ArrayList<>(List.of("replay", "--evidence", store.toString(), "--from", from));
        args.addAll(List.of("--to", to, "--out", directory.resolve("out").toString()));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray(new String[0]));
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve("out").resolve(file));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The verdicts that were not settled when the evidence ended: of the week, none but the one for which the tickets had
     * gone silent. It notes each source that had not caught up when it was given (S4.7), which is a matter of what came
     * first.
     */
    private Set<String> openOnes() throws Exception {
        Set<String> open = new HashSet<>();
        for (String line : lines("differences.jsonl")) {
            JsonNode difference = JSON.readTree(line);
            if (difference.get("status").asText().equals("open")) {
                assertThat(difference.get("evidence").get("outcome").asText()).isEqualTo("INDETERMINATE");
                assertThat(difference.get("replay").get("outcome").asText()).isEqualTo("INDETERMINATE");
                open.add(difference.get("replay").get("id").asText());
            }
        }
        assertThat(open).hasSizeLessThanOrEqualTo(1);
        return open;
    }

    private static List<String> without(Set<String> ids, List<String> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !ids.contains(tree(verdict).get("id").asText()))
                .toList();
    }

    private List<String> verdictsJudgedAgain() throws IOException {
        return lines("verdicts.jsonl").stream()
                .map(line -> line.replaceFirst("\"revision\":\\d+", "\"revision\":1"))
                .toList();
    }
}
