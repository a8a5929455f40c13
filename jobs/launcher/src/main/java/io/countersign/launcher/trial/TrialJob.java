package io.countersign.launcher.trial;

import io.countersign.detection.DetectionTopology;
import io.countersign.detection.OperatorUid;
import io.countersign.detection.ingest.Ingested;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.yaml.InvalidFileException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job with a detection topology for each of some trials. */
final class TrialJob {

    /** As many as any trial has subtasks: each operator has tables for each of these groups, whatever is in them. */
    private static final int MAX_PARALLELISM = 2;

    private final StreamExecutionEnvironment env;
    private final Conductor conductor;
    private final Set<Transformation<?>> named = Collections.newSetFromMap(new IdentityHashMap<>());

    private TrialJob(Conductor conductor) {
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        // A record or two go between two tasks: nobody waits for more, and no thread looks after them.
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(30));
        env = new StreamExecutionEnvironment(configuration);
        this.conductor = conductor;
    }

    /** The job that all trials begin in; those that restart stay at the end of their first phase. */
    static JobGraph first(List<Trial> trials, Conductor conductor) throws InvalidFileException {
        TrialJob job = new TrialJob(conductor);
        int ends = 0;
        for (Trial trial : trials) {
            int sinks = job.add(trial, trial.parallelism(), trial.restarts() ? 1 : trial.phases());
            ends += trial.restarts() ? 0 : sinks * trial.parallelism();
        }
        conductor.expectEnds(ends);
        return job.env.getStreamGraph().getJobGraph();
    }

    /** The job that trials go on in, from the savepoint of the other. */
    static JobGraph restarted(List<Trial> trials, Conductor conductor) throws InvalidFileException {
        TrialJob job = new TrialJob(conductor);
        for (Trial trial : trials) {
            job.add(trial, trial.parallelismAfterRestart(), trial.phases());
        }
        return job.env.getStreamGraph().getJobGraph();
    }

    /** Adds the topology of a trial, and returns how many sinks it has. */
    private int add(Trial trial, int parallelism, int phasesHere) throws InvalidFileException {
        env.setParallelism(parallelism);
        Map<String, DataStream<Ingested>> inputs = new LinkedHashMap<>();
        for (Script script : trial.inputs()) {
            inputs.put(
                    script.input(),
                    env.fromSource(
                                    new ScriptedSource(script, conductor.name(), phasesHere),
                                    WatermarkStrategy.noWatermarks(),
                                    script.input(),
                                    TypeInformation.of(Ingested.class))
                            .uid("script-" + script.input()));
        }
        DetectionTopology.Outputs outputs =
                DetectionTopology.build(inputs, Catalog.of(trial.rules()), trial.settings(), false);
        outputs.findings()
                .sinkTo(new SayingSink<>(
                        conductor.name(),
                        trial.name(),
                        Conductor.Kind.VERDICT,
                        finding -> Codec.write(finding.verdict())))
                .uid(OperatorUid.VERDICT_SINK);
        outputs.matches()
                .ifPresent(matches -> matches.sinkTo(new SayingSink<>(
                                conductor.name(),
                                trial.name(),
                                Conductor.Kind.MATCH,
                                found -> Codec.write(found.match())))
                        .uid(OperatorUid.MATCH_SINK));
        prefixUids(trial.name());
        return outputs.matches().isEmpty() ? 1 : 2;
    }

    /** The topology names its operators as if it were alone; here there are many, and each finds its own state. */
    private void prefixUids(String prefix) {
        List<Transformation<?>> added = env.getTransformations().stream()
                .filter(each -> !named.contains(each))
                .toList();
        for (Transformation<?> end : added) {
            for (Transformation<?> each : end.getTransitivePredecessors()) {
                if (named.add(each) && each.getUid() != null) {
                    each.setUid(prefix + ": " + each.getUid());
                }
            }
        }
    }
}
