package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleLockTest {

    private static final String CONTROL = """
            kind: control
            id: x
            title: A title
            severity: high
            owner: somebody
            version: 2
            effective_from: 2026-01-01T00:00:00Z
            select: action.operation == 'write' && action.object != 'a  b'
            require:
              change: { sources: [servicenow, inventory] }
            """;

    private static final String SEQUENCE = """
            kind: sequence
            id: x
            title: A title
            severity: high
            owner: somebody
            by: [event.identity]
            within: PT4H
            steps:
              - grant: event.operation == 'grant'
              - not: { undo: event.operation == 'revoke' }
              - use: event.operation == 'write'
                times: 2
            until: event.operation == 'login'
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("same")
    void shouldTakeForTheSameLogicWhatJudgesTheSame(String from, String to) {
        assertThat(digest(replaced(CONTROL, from, to))).isEqualTo(digest(CONTROL));
    }

    @ParameterizedTest
    @MethodSource("otherControls")
    void shouldTakeForAnotherLogicWhatJudgesDifferently(String from, String to) {
        assertThat(digest(replaced(CONTROL, from, to))).isNotEqualTo(digest(CONTROL));
    }

    @ParameterizedTest
    @MethodSource("otherSequences")
    void shouldTakeForAnotherLogicWhatFindsSomethingElse(String from, String to) {
        assertThat(digest(replaced(SEQUENCE, from, to))).isNotEqualTo(digest(SEQUENCE));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void shouldLeaveTextsAloneAndWhiteSpaceOut(String cel, String compact) {
        assertThat(Logic.compact(cel)).isEqualTo(compact);
    }

    @Test
    void shouldRefuseAnotherLogicUnderTheSameVersionAndAnEarlierOne() throws Exception {
        lock(CONTROL);

        assertThat(compare(CONTROL)).isEmpty();
        assertThat(compare(CONTROL.replace("'write'", "'define'")))
                .containsExactly("x/x.yaml:6: what rule 'x' judges has changed, and its version is still 2; write"
                        + " 'version: 3', or undo the change");
        assertThat(compare(CONTROL.replace("version: 2", "version: 1")))
                .containsExactly("x/x.yaml:6: the version of rule 'x' is 1 and was 2, expected that or more; versions"
                        + " never go down");
        assertThat(compare(CONTROL.replace("'write'", "'define'").replace("version: 2", "version: 3")))
                .containsExactly("rules.lock:2: rule 'x' is locked at version 2 and is at version 3 now; `countersign"
                        + " rules lint --lock DIR` writes it");
    }

    @Test
    void shouldMissWhatIsNotLockedAndTellWhatIsGone() throws Exception {
        lock(CONTROL);
        assertThat(compare(CONTROL.replace("id: x", "id: y")))
                .containsExactly(
                        "y/y.yaml:6: rule 'y' is not in rules.lock; `countersign rules lint --lock DIR` writes it",
                        "rules.lock:2: there is no rule 'x' any more; `countersign rules lint --lock DIR` writes it");
    }

    @Test
    void shouldTellOfLinesThatAMergeLeft() throws Exception {
        lock(CONTROL);
        String text = Files.readString(directory.resolve(RuleLock.FILE));
        Files.writeString(
                directory.resolve(RuleLock.FILE),
                text + "<<<<<<< HEAD\n" + text.lines().skip(1).findFirst().get());

        assertThat(compare(CONTROL))
                .anyMatch(problem -> problem.startsWith("rules.lock:3: '<<<<<<< HEAD' is no line of a lock"))
                .anyMatch(problem -> problem.startsWith("rules.lock:4: rule 'x' is locked twice"))
                .hasSize(2);
    }

    private static List<Arguments> same() {
        return List.of(
                Arguments.of("A title", "Another title"),
                Arguments.of("severity: high", "severity: low"),
                Arguments.of("owner: somebody", "owner: somebody-else"),
                Arguments.of("kind: control", "# why\nkind: control"),
                Arguments.of("version: 2", "status: shadow\nversion: 2"),
                Arguments.of("action.operation == 'write' && ", "|\n  action.operation=='write' // why\n  && "),
                Arguments.of("[servicenow, inventory]", "[inventory, servicenow]"),
                Arguments.of("inventory] }", "inventory], min_approvers: 1, ratify_within: P1D }"),
                Arguments.of("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"));
    }

    private static List<Arguments> otherControls() {
        return List.of(
                Arguments.of("'write'", "'define'"),
                Arguments.of("'a  b'", "'a b'"),
                Arguments.of("'write' &&", "'write' ||"),
                Arguments.of("[servicenow, inventory]", "[servicenow]"),
                Arguments.of("inventory] }", "inventory], min_approvers: 2 }"),
                Arguments.of("inventory] }", "inventory], horizon: P30D }"),
                Arguments.of("change: {", "entitlement: {"),
                Arguments.of("2026-01-01", "2026-01-02"),
                Arguments.of("effective_from", "# effective_from"));
    }

    private static List<Arguments> otherSequences() {
        return List.of(
                Arguments.of("event.identity", "event.source"),
                Arguments.of("PT4H", "PT5H"),
                Arguments.of("undo:", "undone:"),
                Arguments.of("times: 2", "times: 3"),
                Arguments.of("times: 2", "times: [2, 3]"),
                Arguments.of("'login'", "'other'"),
                Arguments.of("until:", "# until:"),
                Arguments.of("not: { undo: event.operation == 'revoke' }", "undo: event.operation == 'revoke'"));
    }

    private static List<Arguments> expressions() {
        return List.of(
                Arguments.of("a  in [ 'x  y' , \"z\" ]", "a in['x  y',\"z\"]"),
                Arguments.of("size(a)  >  1 // 'no'\n&& b", "size(a)>1&&b"),
                Arguments.of("x.matches(r'a\\')  && b", "x.matches(r'a\\')&&b"),
                Arguments.of("x == 'it\\'s  so'  &&  b", "x=='it\\'s  so'&&b"),
                Arguments.of("x == '''a  'b'''  && c", "x=='''a  'b'''&&c"));
    }

    private void lock(String rule) throws Exception {
        RuleLock.of(List.of(file(rule)), new Problems()).write(directory);
    }

    private List<String> compare(String rule) {
        Problems problems = new Problems();
        RuleLock locked = Objects.requireNonNull(RuleLock.read(directory, problems));
        locked.compare(RuleLock.of(List.of(file(rule)), problems), true, problems);
        return problems.found();
    }

    private static String digest(String rule) {
        Problems problems = new Problems();
        RuleLock lock = RuleLock.of(List.of(file(rule)), problems);
        assertThat(problems.found()).isEmpty();
        return lock.entries().values().iterator().next().digest();
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private static RuleFile file(String text) {
        String id = text.contains("id: y") ? "y" : "x";
        return new RuleFile(id + "/" + id + ".yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
