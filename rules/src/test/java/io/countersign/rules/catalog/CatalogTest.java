package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final String RELEASE_WINDOW = """
            kind: control
            id: release-window
            title: Machine identities change financial data only inside an authorised release
            severity: high
            owner: financial-systems-change
            maps_to: { nist_csf_2_0: [ID.RA-07, PR.AA-05], owasp_nhi: ["NHI5:2025"] }
            select: action.actor.kind != 'human' && action.asset.class in ['ledger','payroll']
            require:
              change: { sources: [servicenow, inventory], min_approvers: 2, ratify_within: PT4H }
            """;

    @Test
    void shouldReadAControl() throws InvalidFileException {
        Catalog catalog = Catalog.of(List.of(file("release-window.yaml", RELEASE_WINDOW)));

        Control control = catalog.controls().get(0);
        assertThat(control.id()).isEqualTo("release-window");
        assertThat(control.card().severity()).isEqualTo(Severity.HIGH);
        assertThat(control.shadow()).isFalse();
        assertThat(control.requirement())
                .isEqualTo(new Requirement.Change(
                        Set.of("servicenow", "inventory"), 2, Duration.ofHours(4), Duration.ofDays(31)));
    }

    @Test
    void shouldDigestTheBytesOfAllRuleFilesById() throws InvalidFileException {
        // printf '%s\n' release-window "$(sha256sum < release-window.yaml | cut -c1-64)" | sha256sum
        Catalog one = Catalog.of(List.of(file("release-window.yaml", RELEASE_WINDOW)));
        Catalog commented = Catalog.of(List.of(file("release-window.yaml", RELEASE_WINDOW + "# why\n")));

        assertThat(one.digest()).hasSize(64).isNotEqualTo(commented.digest());
    }

    @Test
    void shouldRefuseADurationThatReachesBeyondTheCalendar() throws InvalidFileException {
        String century = RELEASE_WINDOW.replace("PT4H", "P36525D");
        assertThat(Catalog.of(List.of(file("release-window.yaml", century))).controls())
                .hasSize(1);
        for (String longer : List.of("P36525DT0.001S", "PT9223372036854775807S")) {
            InvalidFileException refusal = catchThrowableOfType(
                    InvalidFileException.class,
                    () -> Catalog.of(List.of(file("release-window.yaml", RELEASE_WINDOW.replace("PT4H", longer)))));
            assertThat(refusal.problems())
                    .containsExactly(
                            "release-window.yaml:9: 'ratify_within' is '" + longer
                                    + "', expected an ISO 8601 duration of days or less, at most P36525D, such as P31D or PT24H");
        }
    }

    @Test
    void shouldLeaveFilesWithoutAKindAlone() throws InvalidFileException {
        Catalog catalog = Catalog.of(List.of(
                file("empty.yaml", "# nothing\n"),
                file("list.yaml", "[a, b]"),
                file("assets.yaml", "assets: []\n"),
                file("release-window/release-window.yaml", RELEASE_WINDOW)));

        assertThat(catalog.controls()).hasSize(1);
    }

    @Test
    void shouldReportEveryProblemAtOnceWithFileLineAndSuggestion() {
        String broken = """
                kind: control
                id: other-name
                title: t
                severity: hihg
                ownr: me
                select: >
                  action.asset.clas == 'ledger'
                  && action.nothing == 1
                require:
                  change: { sources: [servicenow], min_approvers: 0, ratify_within: P1M, max_age: P1D }
                  credential: { sources: [vault] }
                """;

        InvalidFileException thrown = catchThrowableOfType(
                InvalidFileException.class,
                () -> Catalog.of(List.of(file("broken.yaml", broken), file("worse.yaml", "kind: sequnce\nid: worse"))));

        assertThat(thrown.problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("broken.yaml:2: id 'other-name' differs from the file's name 'broken'"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("broken.yaml:4: 'severity' is 'hihg'")
                        .endsWith("Did you mean 'high'?"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("broken.yaml:5: unknown key 'ownr'")
                        .endsWith("Did you mean 'owner'?"))
                .anySatisfy(problem -> assertThat(problem).contains("'owner' is missing"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("broken.yaml:7: in 'select': undefined field 'clas'")
                        .endsWith("Did you mean 'class'?"))
                .anySatisfy(problem -> assertThat(problem).contains("undefined field 'nothing'"))
                .anySatisfy(problem -> assertThat(problem).startsWith("broken.yaml:9: 'require' has 2 of"))
                .anySatisfy(problem -> assertThat(problem).startsWith("worse.yaml:1: 'kind' is 'sequnce'"));
    }

    @Test
    void shouldReportBadParametersWhereTheyStand() {
        String broken = RELEASE_WINDOW.replace(
                "min_approvers: 2, ratify_within: PT4H", "min_approvers: 0, ratify_within: P1M, max_age: P1D");

        InvalidFileException thrown = catchThrowableOfType(
                InvalidFileException.class, () -> Catalog.of(List.of(file("release-window.yaml", broken))));

        assertThat(thrown.problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("release-window.yaml:9: 'min_approvers' is '0', expected a whole number of 1"))
                .anySatisfy(problem -> assertThat(problem).contains("'ratify_within' is 'P1M'"))
                .anySatisfy(problem -> assertThat(problem).contains("unknown key 'max_age'"))
                .hasSize(3);
    }

    @Test
    void shouldRefuseTwoRulesWithOneIdAndKeysGivenTwice() {
        String twice = RELEASE_WINDOW + "owner: somebody-else\n";

        InvalidFileException thrown = catchThrowableOfType(
                InvalidFileException.class,
                () -> Catalog.of(
                        List.of(file("a/release-window.yaml", RELEASE_WINDOW), file("b/release-window.yaml", twice))));

        assertThat(thrown.problems())
                .anySatisfy(problem -> assertThat(problem).contains("is already used by a/release-window.yaml"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("b/release-window.yaml:10: key 'owner' is given twice"));
    }

    @Test
    void shouldRefuseADirectoryWithoutRules() {
        InvalidFileException thrown =
                catchThrowableOfType(InvalidFileException.class, () -> Catalog.of(Arrays.asList()));

        assertThat(thrown.problems())
                .containsExactly("rules: no rule file found; expected at least one *.yaml with a 'kind'");
    }

    private static RuleFile file(String name, String text) {
        return new RuleFile(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
