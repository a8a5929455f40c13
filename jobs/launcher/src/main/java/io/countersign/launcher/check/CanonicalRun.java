package io.countersign.launcher.check;

import io.countersign.detection.DetectionTopology;
import io.countersign.detection.OperatorUid;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.InputFile;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.dialect.CanonicalDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The bounded run over canonical records that were read before, with what it finds in the form in which evidence has it
 * (E1). It gathers nothing: findings stay in part files, every revision of a verdict behind the one before it.
 */
public final class CanonicalRun {

    /** What the names of the part files with verdicts begin with. */
    public static final String VERDICTS = "verdicts-";

    /** What the names of the part files with matches begin with. */
    public static final String MATCHES = "matches-";

    private static final String QUARANTINE = "quarantine";

    private CanonicalRun() {}

    /**
     * Runs to the end.
     *
     * @param files of canonical records, a line each, compressed or not
     * @param completeness how the completeness of each source is known; sources left out are assumed
     * @param parts an existing directory for the part files
     * @throws IllegalStateException if a record cannot be read
     */
    public static void execute(
            List<Path> files, Map<String, Completeness.Mode> completeness, Catalog rules, int parallelism, Path parts)
            throws Exception {
        List<InputFile> named = files.stream()
                .map(file -> new InputFile(file.toString(), file.getFileName().toString(), CanonicalDialect.NAME, null))
                .toList();
        StreamExecutionEnvironment env = BoundedRun.environment(parallelism);
        DetectionTopology.Outputs outputs = BoundedRun.outputs(
                env, new CheckInput(named, completeness), rules, DialectFactory.of(Duration.ofMinutes(5), "", null));
        String directory = parts.toString();
        outputs.findings()
                .sinkTo(new PartFileSink<>(directory, "verdicts", finding -> EvidenceCodec.write(finding.verdict())))
                .uid(OperatorUid.VERDICT_SINK);
        outputs.matches()
                .ifPresent(matches -> matches.sinkTo(
                                new PartFileSink<>(directory, "matches", found -> EvidenceCodec.write(found.match())))
                        .uid(OperatorUid.MATCH_SINK));
        outputs.quarantine()
                .sinkTo(new PartFileSink<>(directory, QUARANTINE, BoundedRun::quarantineLine))
                .uid(OperatorUid.QUARANTINE_SINK);
        env.execute("countersign replay");
        requireNothingQuarantined(parts);
    }

    private static void requireNothingQuarantined(Path parts) throws IOException {
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(QUARANTINE))
                    .toList()) {
                if (Files.size(file) > 0) {
                    throw new IllegalStateException("records that were read before are quarantined, see " + file);
                }
            }
        }
    }
}
