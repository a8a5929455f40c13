package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.JudgingSettings;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules in force and the settings beside them, out of a store. */
class RuleSetsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final RuleSets ruleSets = new RuleSets();

    @Test
    void shouldGoByTheSettingsThatAreKeptWithTheRules() throws Exception {
        add(settings(Duration.ofMinutes(7)));

        assertThat(ruleSets.all())
                .singleElement()
                .satisfies(set -> assertThat(set.patience())
                        .isEqualTo(new Patience(Duration.ofMinutes(7), Duration.ofMinutes(3))));
    }

    @Test
    void shouldGoByTheDefaultsOfTheOptionsWhereNoSettingsAreKept() throws Exception {
        add(null);

        assertThat(ruleSets.all())
                .singleElement()
                .satisfies(set -> assertThat(set.patience())
                        .isEqualTo(new Patience(Duration.ofMinutes(5), Duration.ofMinutes(2))));
    }

    @Test
    void shouldJudgeOnceByTheSameRulesAndTheLongerOfTwoWaits() throws Exception {
        add(settings(Duration.ofMinutes(7)));
        add(settings(MINUTE));

        assertThat(ruleSets.all())
                .singleElement()
                .satisfies(set -> assertThat(set.patience().maxDelay()).isEqualTo(Duration.ofMinutes(7)));
    }

    @Test
    void shouldSayWhatIsWrongWithSettingsThatAreNone() {
        assertThatThrownBy(() -> add("{\"max_delay\":\"soon\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage("settings.json in evidence has '' for dedup_horizon, expected a duration such as PT5M");
        assertThatThrownBy(() -> add("no".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("settings.json in evidence is no JSON: ");
    }

    private static byte[] settings(Duration maxDelay) {
        return new JudgingSettings(MINUTE, MINUTE, maxDelay, MINUTE, MINUTE, MINUTE.multipliedBy(2), MINUTE).toBytes();
    }

    private void add(byte @Nullable [] settings) throws Exception {
        List<RuleFile> rules = Catalog.builtIn(List.of("release-window"));
        Map<String, byte[]> files = new TreeMap<>();
        rules.forEach(file -> files.put(file.name(), file.bytes()));
        if (settings != null) {
            files.put(JudgingSettings.FILE, settings);
        }
        PosixStorage storage = new PosixStorage(directory);
        FileSet set = new FileSet(
                files, Map.of("servicenow", "marks"), Catalog.of(rules).digest());
        ruleSets.add(storage, set.keep(storage, FileSet.RULES));
    }
}
