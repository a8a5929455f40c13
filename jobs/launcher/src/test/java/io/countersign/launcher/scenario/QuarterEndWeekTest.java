package io.countersign.launcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.Countersign;
import io.countersign.launcher.demo.UseCase;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarterEndWeekTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> RELEASE_REASONS = Set.of(
            "EXCEPTION AFTER_END",
            "EXCEPTION AMBIGUOUS_IDENTITY",
            "EXCEPTION APPROVAL_STALE",
            "EXCEPTION BEFORE_START",
            "EXCEPTION CANCELLED",
            "EXCEPTION CLOSED",
            "EXCEPTION FROZEN",
            "EXCEPTION HUMAN_USE",
            "EXCEPTION NOT_APPROVED",
            "EXCEPTION NO_CHANGE",
            "EXCEPTION NO_WINDOW",
            "EXCEPTION RAISED_AFTER",
            "EXCEPTION REJECTED",
            "EXCEPTION SELF_APPROVED",
            "EXCEPTION WRONG_ENVIRONMENT",
            "EXCEPTION WRONG_IDENTITY",
            "EXCEPTION WRONG_OBJECT",
            "EXCEPTION WRONG_OPERATION",
            "EXCEPTION WRONG_SYSTEM",
            "INDETERMINATE SOURCE_INCOMPLETE",
            "RATIFIED RAISED_AFTER");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBeJudgedAsItDeclares(long seed) throws Exception {
        Scenario week = QuarterEndWeek.generate(seed);

        Map<String, String> found = judge(week, "run");

        assertThat(found).isEqualTo(declared(week.truth()));
        assertThat(matches("run"))
                .containsExactlyInAnyOrderElementsOf(week.truth().matches().stream()
                        .map(each -> each.sequence() + " " + each.key() + " " + each.events())
                        .toList());
        assertThat(quarantine("run")).isEqualTo(week.truth().quarantined());
    }

    @Test
    void shouldChangeExactlyTheRowsOfTheCloseWhenItsApprovalIsDeleted() throws Exception {
        Scenario with = QuarterEndWeek.generate(7);
        Scenario without = QuarterEndWeek.generateWithoutApprovalOfTheClose(7);

        Map<String, String> before = judge(with, "with");
        Map<String, String> after = judge(without, "without");

        Set<String> changed = new TreeSet<>();
        before.forEach((id, verdict) -> {
            if (!verdict.equals(after.get(id))) {
                changed.add(id);
            }
        });
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(changed).hasSize(8).allSatisfy(id -> {
            assertThat(id).startsWith("release-window ");
            assertThat(before.get(id)).startsWith("AUTHORISED");
            assertThat(after.get(id)).startsWith("EXCEPTION NOT_APPROVED");
        });
    }

    @Test
    void shouldPlantEveryReasonWhateverTheSeed() {
        Set<String> kinds = QuarterEndWeek.generate(0).truth().byReason().keySet();
        assertThat(kinds)
                .containsAll(RELEASE_REASONS.stream()
                        .map(reason -> "release-window " + reason)
                        .toList())
                .allMatch(kind -> UseCase.allRules().contains(kind.split(" ", 2)[0]));
        assertThat(UseCase.allRules())
                .allSatisfy(rule -> assertThat(kinds).anyMatch(kind -> kind.matches(rule + " (EXCEPTION .*|MATCH)")));
        for (long seed = 1; seed < 50; seed++) {
            Truth truth = QuarterEndWeek.generate(seed).truth();
            assertThat(truth.byReason().keySet()).isEqualTo(kinds);
            assertThat(truth.byReason().get("release-window AUTHORISED")).isGreaterThan(350);
            assertThat(truth.duplicates()).isPositive();
        }
    }

    @Test
    void shouldBeTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(bytesOf(QuarterEndWeek.generate(4))).isEqualTo(bytesOf(QuarterEndWeek.generate(4)));
        assertThat(bytesOf(QuarterEndWeek.generate(4))).isNotEqualTo(bytesOf(QuarterEndWeek.generate(5)));
    }

    private static List<String> bytesOf(Scenario week) {
        return week.messages().stream()
                .map(each -> new String(each.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** What a scenario declares, by control, source and action id. */
    private static Map<String, String> declared(Truth truth) {
        Map<String, String> declared = new TreeMap<>();
        truth.planted()
                .forEach(each -> declared.put(
                        each.control() + " " + each.source() + "/" + each.actionId(),
                        each.outcome() + " " + each.reason() + (each.nearest() == null ? "" : " " + each.nearest())));
        truth.authorised()
                .forEach(each -> declared.put(
                        each.control() + " " + each.source() + "/" + each.actionId(),
                        "AUTHORISED" + (each.change() == null ? "" : " " + each.change())));
        return declared;
    }

    private Map<String, String> judge(Scenario week, String name) throws Exception {
        Path run = directory.resolve(name);
        Path input = Files.createDirectories(run.resolve("input"));
        List<String> args = new ArrayList<>(List.of("check", "--input", input.toString()));
        int number = 0;
        for (ScenarioMessage message : week.messages()) {
            Path file = input.resolve("%s-%05d.json".formatted(message.topic(), number++));
            Files.write(file, message.value());
        }
        Files.writeString(
                input.resolve("sources.yaml"),
                "sources: { servicenow: { completeness: marks }, inventory: { completeness: marks }, pam: { completeness: marks } }\n");
        for (RuleFile file : Catalog.builtIn(UseCase.allRules())) {
            Path path = run.resolve("rules").resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        args.addAll(List.of(
                "--rules",
                run.resolve("rules").toString(),
                "--out",
                run.resolve("out").toString()));
        args.addAll(List.of("--dialect", "aws.cloudtrail=" + Topics.CLOUDTRAIL + "-*"));
        args.addAll(List.of("--dialect", "servicenow.change_request=" + Topics.SERVICENOW + "-*"));
        args.addAll(List.of("--dialect", "countersign.canonical=" + Topics.INVENTORY + "-*"));
        args.addAll(List.of("--dialect", "countersign.canonical=" + Topics.PAM + "-*"));
        args.addAll(List.of("--dialect", "countersign.canonical=" + Topics.PIPELINE + "-*"));
        assertThat(Countersign.run(args.toArray(new String[0]))).isEqualTo(1);

        Set<String> withoutNearest = new TreeSet<>();
        week.truth().planted().stream()
                .filter(each -> each.nearest() == null)
                .forEach(each -> withoutNearest.add(each.control() + " " + each.source() + "/" + each.actionId()));
        Map<String, String> found = new TreeMap<>();
        for (String line : Files.readAllLines(run.resolve("out/verdicts.jsonl"))) {
            JsonNode verdict = JSON.readTree(line);
            String id = verdict.get("control").asText() + " "
                    + verdict.get("source").asText() + "/"
                    + verdict.get("action_id").asText();
            boolean authorised = verdict.get("outcome").asText().equals("AUTHORISED");
            StringBuilder told = new StringBuilder(verdict.get("outcome").asText());
            if (!authorised) {
                told.append(' ').append(verdict.get("reason").asText());
            }
            JsonNode change = verdict.get(authorised ? "change" : "nearest");
            if (!change.isNull() && !withoutNearest.contains(id)) {
                told.append(' ').append(change.asText());
            }
            found.put(id, told.toString());
        }
        return found;
    }

    private List<String> matches(String name) throws Exception {
        List<String> matches = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(name).resolve("out/matches.jsonl"))) {
            JsonNode match = JSON.readTree(line);
            List<String> events = new ArrayList<>();
            match.get("events").forEach(event -> events.add(event.asText()));
            matches.add(match.get("sequence").asText() + " " + match.get("key").asText() + " " + events);
        }
        return matches;
    }

    private Map<String, Integer> quarantine(String name) throws Exception {
        Map<String, Integer> reasons = new TreeMap<>();
        for (String line : Files.readAllLines(directory.resolve(name).resolve("out/quarantine.jsonl"))) {
            reasons.merge(JSON.readTree(line).get("reason").asText(), 1, Integer::sum);
        }
        return reasons;
    }
}
