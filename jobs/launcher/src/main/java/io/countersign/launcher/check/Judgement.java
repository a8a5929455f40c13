package io.countersign.launcher.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.InputFile;
import io.countersign.launcher.run.TemporaryDirectory;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.dialect.CanonicalDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the job makes of a handful of records. */
public final class Judgement {

    private Judgement() {}

    /**
     * The last revision of every verdict on records, as {@code verdicts.jsonl} has them (S8).
     *
     * @param records canonical JSON, in the order in which they arrive; with more than one subtask those of one file do
     * @param completeness how each source is known to be complete
     * @param rules the rules in force
     * @param parallelism subtasks, and files that the records are spread over
     */
    public static List<JsonNode> of(
            List<String> records, Map<String, Completeness.Mode> completeness, List<RuleFile> rules, int parallelism)
            throws Exception {
        Path directory = Files.createTempDirectory("countersign-judgement");
        try {
            List<InputFile> files = new ArrayList<>();
            for (int part = 0; part < parallelism; part++) {
                List<String> lines = new ArrayList<>();
                for (int i = part; i < records.size(); i += parallelism) {
                    lines.add(records.get(i));
                }
                Path file = Files.write(directory.resolve("part-" + part + ".jsonl"), lines);
                files.add(new InputFile(file.toString(), "part-" + part + ".jsonl", CanonicalDialect.NAME, null));
            }
            Path parts = Files.createDirectory(directory.resolve("parts"));
            Catalog catalog = Catalog.of(rules);
            BoundedRun.execute(
                    new CheckInput(files, completeness),
                    catalog,
                    DialectFactory.of(Duration.ofMinutes(5), "", null),
                    parallelism,
                    parts);
            CheckOutput output = CheckOutput.gather(parts, catalog);
            if (!output.quarantine().isEmpty()) {
                throw new IllegalStateException(
                        "records that were read before are quarantined: " + output.quarantine());
            }
            return output.verdicts().stream().map(CheckOutput.Line::node).toList();
        } finally {
            TemporaryDirectory.delete(directory);
        }
    }
}
