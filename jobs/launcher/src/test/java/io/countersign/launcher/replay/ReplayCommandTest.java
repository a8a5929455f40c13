package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Selection;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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

    private static Path demo = Path.of(".");

    @TempDir
    Path directory;

    @BeforeAll
    static void playTheDemoOnce() {
        demo = shared.resolve("demo");
        assertThat(CommandRun.of("demo", "--exit", "--json", "--work-dir", demo.toString())
                        .exit())
                .isZero();
    }

    @Test
    void shouldReproduceTheWholeWeekBitForBit() throws Exception {
        CommandRun run = replay(demo.resolve("evidence"), MONDAY, NEXT_MONDAY, "--vkey", vkey());

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern("reproduced +1\\d{3} +5\\n")
                .containsPattern("open +0 +0\\n")
                .containsPattern("differs +0 +0\\n")
                .containsPattern("missing +0 +0\\n")
                .containsPattern("new +0 +0\\n");
        assertThat(run.exit()).isZero();
        assertThat(lines("differences.jsonl")).isEmpty();
        assertThat(lines("revisions.jsonl")).isEmpty();
        assertThat(verdictsJudgedAgain()).hasSizeGreaterThan(1_000).isEqualTo(linesOf(verdictsInEvidence(), ""));
    }

    @Test
    void shouldJudgeOneDayAsTheWholeWeekDoes() throws Exception {
        String day = "2026-07-01";
        CommandRun run = replay(demo.resolve("evidence"), day + "T00:00:00Z", "2026-07-02T00:00:00Z");

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.err()).contains("no --vkey was given");
        assertThat(verdictsJudgedAgain()).isNotEmpty().isEqualTo(linesOf(verdictsInEvidence(), day));
    }

    @Test
    void shouldNameTheLateRecordThatWouldHaveChangedAVerdictAndWriteTheRevision() throws Exception {
        Path store = copy();
        Verdict exception = exception();
        Change late = covering(exception, actionOf(exception));
        StoreMaker maker = StoreMaker.goOn(store, demo.resolve("evidence.key"));
        maker.add(EvidenceRecord.of(late, Codec.contentSha256(late), behindAllMarks()));
        maker.commit();

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY, "--vkey", vkey());

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("differs +[1-9]")
                .containsPattern("missing +0 +0")
                .containsPattern("new +0 +0")
                .containsPattern(
                        "EXCEPTION NO_CHANGE -> AUTHORISED \\(late register record change CHG9999999 version 1,"
                                + " recorded \\S+, which came after servicenow had declared itself complete through \\S+\\)");
        Set<String> differing = new HashSet<>();
        for (String line : lines("differences.jsonl")) {
            JsonNode difference = JSON.readTree(line);
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
        Path store = copy();
        Verdict forged = exception();
        Action action = actionOf(forged);
        StoreMaker maker = StoreMaker.goOn(store, demo.resolve("evidence.key"));
        maker.add(EvidenceRecord.of(
                authorised(forged, forged.id(), forged.actionId(), forged.revision() + 1), VerdictOutcome.EXCEPTION));
        maker.add(EvidenceRecord.of(authorised(forged, "0".repeat(32), "act-of-nobody", 1), null));
        Action unjudged = renamed(action, "act-\u001b[31m-unjudged");
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
        Path store = copy();
        Verdict known = exception();
        Action later = renamed(actionOf(known), "act-under-other-rules");
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
        StoreMaker maker = StoreMaker.goOn(
                store, demo.resolve("evidence.key"), files.keep(new PosixStorage(store), FileSet.RULES));
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

        CommandRun run = replay(store, MONDAY, NEXT_MONDAY, "--vkey", vkey());

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("The period was judged under 2 rule sets: ")
                .contains(rules.digest().substring(0, 12))
                .containsPattern("reproduced +" + (verdictsInEvidence().size() + 1) + " +5");
        assertThat(lines("verdicts.jsonl")).hasSize(verdictsInEvidence().size() + 1);
    }

    private static Verdict authorised(Verdict of, String id, String actionId, int revision) {
        return new Verdict(
                id,
                of.control(),
                of.time(),
                of.source(),
                actionId,
                of.identity(),
                VerdictOutcome.AUTHORISED,
                null,
                "CHG0000001",
                null,
                null,
                null,
                revision,
                of.notes(),
                List.of(),
                of.rulesDigest());
    }

    private static Action renamed(Action action, String id) {
        return new Action(
                id,
                action.time(),
                action.source(),
                action.actor(),
                action.asset(),
                action.operation(),
                action.object(),
                action.outcome(),
                action.changeRef(),
                action.runId(),
                action.interactive(),
                action.origin(),
                null);
    }

    @Test
    void shouldTellWhatOtherRulesWouldChange() throws Exception {
        Path rules = directory.resolve("rules");
        try (Stream<Path> files = Files.walk(demo.resolve("rules"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = rules.resolve(demo.resolve("rules").relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Path file = rules.resolve("release-window/release-window.yaml");
        String changed = Files.readString(file).replace("ratify_within: PT24H", "ratify_within: PT1M");
        Files.writeString(file, changed);

        CommandRun run = replay(demo.resolve("evidence"), MONDAY, NEXT_MONDAY, "--rules", rules.toString());

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
                demo.resolve("evidence"),
                MONDAY,
                NEXT_MONDAY,
                "--vkey",
                vkey(),
                "--rules",
                demo.resolve("rules").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
    }

    @Test
    void shouldRefuseAStoreThatSomebodyHasTouched() throws Exception {
        Path store = copy();
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

        CommandRun run = replay(demo.resolve("evidence"), MONDAY, NEXT_MONDAY, "--vkey", other);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("KEY: ").contains("is signed by none of the keys given");
    }

    @Test
    void shouldSayThatNothingIsProvenByAPeriodWithoutEvidence() {
        CommandRun run = replay(demo.resolve("evidence"), "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("so that nothing is proven; its actions are from 2026-06-2");
    }

    @Test
    void shouldRefuseAPeriodThatEndsBeforeItBeginsAndADirectoryThatIsNone() {
        CommandRun backwards = replay(demo.resolve("evidence"), NEXT_MONDAY, MONDAY);
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

    private static String vkey() throws Exception {
        return Ed25519Signer.parse(Files.readString(demo.resolve("evidence.key")))
                .verifierKey()
                .toString();
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

    private interface Each {
        void line(EvidenceLine line) throws Exception;
    }

    private static void read(Each each) throws IOException {
        EvidenceReader.open(new PosixStorage(demo.resolve("evidence"))).forEach(line -> {
            try {
                each.line(line);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The last revision of each verdict in evidence. */
    private static List<Verdict> verdictsInEvidence() throws IOException {
        Map<String, Verdict> last = new TreeMap<>();
        read(line -> {
            byte[] json = line.scanner().record();
            if (line.scanner().type() == EvidenceType.VERDICT && json != null) {
                Verdict verdict = EvidenceCodec.readVerdict(json);
                last.merge(verdict.id(), verdict, (one, other) -> one.revision() > other.revision() ? one : other);
            }
        });
        List<Verdict> sorted = new ArrayList<>(last.values());
        sorted.sort(Comparator.comparing(Verdict::time)
                .thenComparing(Verdict::source, CodePointOrder.ORDER)
                .thenComparing(Verdict::actionId, CodePointOrder.ORDER)
                .thenComparing(Verdict::control, CodePointOrder.ORDER)
                .thenComparing(Verdict::id, CodePointOrder.ORDER));
        return sorted;
    }

    /** Verdicts as lines of S8, of one day or of all; how many revisions it took is not part of what they say. */
    private static List<String> linesOf(List<Verdict> verdicts, String day) {
        return verdicts.stream()
                .filter(verdict -> verdict.time().toString().startsWith(day))
                .map(verdict -> new String(Codec.write(verdict.withRevision(1)), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> verdictsJudgedAgain() throws IOException {
        return lines("verdicts.jsonl").stream()
                .map(line -> line.replaceFirst("\"revision\":\\d+", "\"revision\":1"))
                .toList();
    }

    /** An exception of the release window, of which no approved change is near. */
    private static Verdict exception() throws IOException {
        return verdictsInEvidence().stream()
                .filter(verdict -> verdict.reason() == Reason.NO_CHANGE)
                .findFirst()
                .orElseThrow();
    }

    private static Action actionOf(Verdict verdict) throws IOException {
        List<Action> found = new ArrayList<>();
        read(line -> {
            byte[] json = line.scanner().record();
            if (line.scanner().type() == EvidenceType.ACTION
                    && json != null
                    && EvidenceCodec.readRecord(json) instanceof Action action
                    && action.id().equals(verdict.actionId())) {
                found.add(action);
            }
        });
        return found.get(0);
    }

    /** A change that covers an action and was recorded an hour before it. */
    private static Change covering(Verdict verdict, Action action) {
        Asset asset = Objects.requireNonNull(action.asset());
        Instant recordedAt = verdict.time().minus(Duration.ofHours(1));
        return new Change(
                "CHG9999999",
                1,
                recordedAt,
                "servicenow",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                new Interval(recordedAt, recordedAt.plus(Duration.ofHours(2))),
                new Scope(
                        List.of(asset.system()),
                        List.of(asset.environment()),
                        List.of(verdict.identity()),
                        List.of(),
                        List.of()),
                "usr-somebody",
                List.of(),
                List.of(new Approval("usr-else", recordedAt, Decision.APPROVED)));
    }

    /** Where a record of the tickets is that comes behind all that came. */
    private static RawReference behindAllMarks() throws IOException {
        List<RawReference> marks = new ArrayList<>();
        read(line -> {
            LineScanner scanner = line.scanner();
            byte[] json = scanner.record();
            if (scanner.type() == EvidenceType.MARK
                    && json != null
                    && EvidenceCodec.readRecord(json).source().equals("servicenow")) {
                marks.add(new RawReference(
                        String.valueOf(scanner.rawTopic()), scanner.rawPartition(), 1_000_000, "0".repeat(64), null));
            }
        });
        return marks.get(0);
    }

    private Path copy() throws IOException {
        Path store = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(demo.resolve("evidence"))) {
            for (Path file : files.toList()) {
                Files.copy(file, store.resolve(demo.resolve("evidence").relativize(file)));
            }
        }
        return store;
    }
}
