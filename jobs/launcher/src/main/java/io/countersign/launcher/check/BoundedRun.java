package io.countersign.launcher.check;

import io.countersign.detection.DetectionTopology;
import io.countersign.detection.OperatorUid;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.FileReader;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.InputFile;
import io.countersign.detection.ingest.Quarantined;
import io.countersign.detection.ingest.Tally;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.launcher.run.LocalEnvironment;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The detection topology over files, in a cluster inside this process, until the input ends. */
final class BoundedRun {

    private BoundedRun() {}

    /**
     * Runs to the end; verdicts, quarantine and tallies are left as part files.
     *
     * @param parts an existing directory for the part files
     */
    static void execute(CheckInput input, Catalog rules, DialectFactory dialects, int parallelism, Path parts)
            throws Exception {
        wire(input, rules, dialects, parallelism, parts).execute("countersign check");
    }

    /** An environment with the run in it. */
    static StreamExecutionEnvironment wire(
            CheckInput input, Catalog rules, DialectFactory dialects, int parallelism, Path parts) {
        StreamExecutionEnvironment env = environment(parallelism);
        DetectionTopology.Outputs outputs = outputs(env, input, rules, dialects);
        String directory = parts.toString();
        outputs.findings()
                .sinkTo(new PartFileSink<>(directory, "verdicts", finding -> Codec.write(finding.verdict())))
                .uid(OperatorUid.VERDICT_SINK);
        outputs.matches()
                .ifPresent(matches -> matches.sinkTo(
                                new PartFileSink<>(directory, "matches", found -> Codec.write(found.match())))
                        .uid(OperatorUid.MATCH_SINK));
        outputs.quarantine()
                .sinkTo(new PartFileSink<>(directory, "quarantine", BoundedRun::quarantineLine))
                .uid(OperatorUid.QUARANTINE_SINK);
        outputs.tallies()
                .sinkTo(new PartFileSink<>(directory, "tallies", BoundedRun::tallyLine))
                .uid(OperatorUid.POPULATION_SINK);
        return env;
    }

    /** An environment for a run. */
    static StreamExecutionEnvironment environment(int parallelism) {
        return LocalEnvironment.create(configuration(), MemorySize.ofMebiBytes(16), parallelism);
    }

    /** What a run finds, which goes nowhere yet. */
    static DetectionTopology.Outputs outputs(
            StreamExecutionEnvironment env, CheckInput input, Catalog rules, DialectFactory dialects) {
        DataStream<Ingested> ingested = env.fromData(
                        TypeInformation.of(InputFile.class), input.files().toArray(new InputFile[0]))
                .uid(OperatorUid.FILE_SOURCE)
                .rebalance()
                .flatMap(new FileReader(dialects))
                .returns(TypeInformation.of(Ingested.class))
                .uid(OperatorUid.FILE_READER);
        return DetectionTopology.build(
                Map.of("files", ingested), rules, JudgeSettings.bounded(input.completeness()), false);
    }

    static byte[] quarantineLine(Quarantined quarantined) {
        return JsonWriter.forReadersWithNulls()
                .object(json -> json.member("file", quarantined.topic())
                        .member("line", quarantined.offset())
                        .member("reason", quarantined.reason().name())
                        .member("detail", quarantined.detail())
                        .member("raw_base64", Base64.getEncoder().encodeToString(quarantined.raw())))
                .toBytes();
    }

    private static byte[] tallyLine(Tally tally) {
        return JsonWriter.forReadersWithNulls()
                .object(json -> json.member("subject", tally.subject().name())
                        .member("name", tally.name())
                        .member("term", tally.term())
                        .member("reason", tally.reason())
                        .member("count", tally.count()))
                .toBytes();
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        return configuration;
    }
}
