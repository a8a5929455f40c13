package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The catalog as it is shipped, through the operators that judge in production. */
class CatalogTrialsTest {

    private static final String CATALOG = RuleCatalogCopy.CATALOG.toString();

    @Test
    void shouldComeToWhatEveryCaseSaysHoweverItsRecordsArrive() {
        CommandRun run = CommandRun.of("rules", "test", CATALOG);

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.out()).contains(" cases, 0 failed");
    }

    @Test
    @EnabledIfSystemProperty(named = "countersign.test.slow", matches = "true")
    void shouldHaveACaseThatNoticesEveryChangeOfARule() {
        CommandRun run = CommandRun.of("rules", "mutate", CATALOG);

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(run.out()).contains(" 0 survived");
    }
}
