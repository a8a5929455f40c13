package io.countersign.launcher.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.launcher.run.TemporaryDirectory;
import io.countersign.rules.catalog.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A bounded run of which all that it reads is known to be usable. */
public final class PreparedRun {

    private final CheckInput input;
    private final Catalog catalog;
    private final DialectFactory dialects;
    private final int parallelism;

    PreparedRun(CheckInput input, Catalog catalog, DialectFactory dialects, int parallelism) {
        this.input = input;
        this.catalog = catalog;
        this.dialects = dialects;
        this.parallelism = parallelism;
    }

    /**
     * What a run found, in the order of S8.
     *
     * @param verdicts the last revision of each
     * @param matches of the sequences
     * @param shadow the ids of the rules in shadow
     */
    public record Findings(List<JsonNode> verdicts, List<JsonNode> matches, Set<String> shadow) {

        public Findings {
            verdicts = List.copyOf(verdicts);
            matches = List.copyOf(matches);
            shadow = Set.copyOf(shadow);
        }
    }

    Catalog catalog() {
        return catalog;
    }

    /** Runs to the end. */
    CheckOutput output() throws Exception {
        Path parts = Files.createTempDirectory("countersign-check");
        try {
            BoundedRun.execute(input, catalog, dialects, parallelism, parts);
            return CheckOutput.gather(parts, catalog);
        } finally {
            TemporaryDirectory.delete(parts);
        }
    }

    /** Runs to the end. */
    public Findings findings() throws Exception {
        CheckOutput output = output();
        return new Findings(
                output.verdicts().stream().map(CheckOutput.Line::node).toList(),
                output.matches().stream().map(CheckOutput.Line::node).toList(),
                catalog.inShadow());
    }
}
