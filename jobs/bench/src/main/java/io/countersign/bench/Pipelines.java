package io.countersign.bench;

import io.countersign.bench.Stand.EventTopic;
import io.countersign.bench.Stand.RunTopics;
import io.countersign.detection.DetectionJob;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.KafkaIngest;
import io.countersign.detection.ingest.KafkaInput;
import io.countersign.detection.ingest.TopicReading;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.launcher.run.LocalEnvironment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The three pipelines that are compared. Each runs on a cluster of its own in this process, configured as shipped, and
 * starts to read when everything before is ready; so starting costs nothing.
 */
final class Pipelines {

    private static final Duration MOST = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 100;

    private final Stand stand;
    private final long seed;

    Pipelines(Stand stand, long seed) {
        this.stand = stand;
        this.seed = seed;
    }

    /**
     * What one run took.
     *
     * @param elapsedNanos from the start of reading to the last result
     * @param cpuNanos the processor time of this whole process in between: job, broker and collector of garbage
     * @param registerNanos from the submission of the job until it knew the whole register; 0 where there is none
     */
    record Measurement(long elapsedNanos, long cpuNanos, long registerNanos) {}

    /** Kafka to nowhere: what reading alone costs. */
    Measurement nothing(EventTopic events) throws Exception {
        DetectionSettings settings = stand.settings(events.name(), stand.noTopics());
        StreamExecutionEnvironment env = LocalEnvironment.create(settings, null);
        KafkaSource<byte[]> source = KafkaSource.<byte[]>builder()
                .setBootstrapServers(stand.bootstrapServers())
                .setGroupId(settings.kafka().groupId())
                .setTopics(events.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setProperty("interceptor.classes", ProbeInterceptor.class.getName())
                .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
                .build();
        DataStream<byte[]> bytes = env.fromSource(source, WatermarkStrategy.noWatermarks(), "actions")
                .uid("source");
        end(bytes, new CountingFunction.OfBytes());
        return measureToTheEnd(env, events);
    }

    /** Kafka through dialect and scope to nowhere. */
    Measurement ingest(EventTopic events) throws Exception {
        DetectionSettings settings = stand.settings(events.name(), stand.noTopics());
        StreamExecutionEnvironment env = LocalEnvironment.create(settings, null);
        DetectionSettings.Times times = settings.times();
        KafkaInput input = new KafkaInput(
                stand.bootstrapServers(),
                settings.kafka().properties().values(),
                settings.kafka().groupId(),
                List.of(new TopicReading(events.name(), "aws.cloudtrail")),
                settings.kafka().startFrom(),
                settings.kafka().partitionDiscoveryInterval(),
                times.maxSkew(),
                times.outOfOrderness(),
                times.idleTimeout());
        DataStream<Ingested> ingested = KafkaIngest.actions(
                        env, input, new DialectFactory(times.maxSkew(), Company.assetsYaml()))
                .uid("source");
        end(ingested, new CountingFunction.OfIngested());
        return measureToTheEnd(env, events);
    }

    private static <T> void end(DataStream<T> stream, CountingFunction<T> counting) {
        stream.filter(counting).uid("counting").sinkTo(new DiscardingSink<>()).uid("discard");
    }

    private Measurement measureToTheEnd(StreamExecutionEnvironment env, EventTopic events) throws Exception {
        Probe probe = Probe.install(events.name(), env.getParallelism(), events.messages(), null, events.messages());
        JobClient job = env.executeAsync("bench");
        try {
            return measure(probe, job, () -> {}, 0);
        } finally {
            end(probe, job);
        }
    }

    /**
     * The job as shipped, with its register known beforehand. The marks that let it judge come when it has read
     * everything: so every action is kept in state first, as one that is fresher than its sources is.
     */
    Measurement whole(EventTopic events, Workload workload) throws Exception {
        RunTopics topics = stand.fillRegister(seed, workload);
        return whole(events, workload, topics, stand.settings(events.name(), topics));
    }

    /** The same, keeping evidence of it. */
    Measurement wholeWithEvidence(EventTopic events, Workload workload) throws Exception {
        RunTopics topics = stand.fillRegister(seed, workload);
        return whole(events, workload, topics, stand.settingsWithEvidence(events.name(), topics));
    }

    private Measurement whole(EventTopic events, Workload workload, RunTopics topics, DetectionSettings settings)
            throws Exception {
        StreamExecutionEnvironment env = LocalEnvironment.create(settings, null);
        DetectionJob.wire(env, settings, true);
        Probe probe = Probe.install(
                events.name(), env.getParallelism(), events.messages(), topics.verdicts(), events.selected());
        long submitted = System.nanoTime();
        JobClient job = env.executeAsync("bench");
        try (PopulationWatch population = new PopulationWatch(stand.bootstrapServers(), topics.population())) {
            awaitRegister(job, population, workload);
            long registerNanos = System.nanoTime() - submitted;
            Measurement measured = measure(probe, job, () -> stand.complete(topics), registerNanos);
            awaitAccount(job, population, events);
            return measured;
        } finally {
            end(probe, job);
            stand.deleteTopics(topics.all());
        }
    }

    private static Measurement measure(Probe probe, JobClient job, Runnable whenRead, long registerNanos)
            throws Exception {
        long deadline = System.nanoTime() + MOST.toNanos();
        while (!probe.awaitHeld(POLL_MILLIS)) {
            requireProgress(job, deadline, "the job does not read");
        }
        long cpuBefore = cpuNanos();
        long started = probe.start();
        while (!probe.awaitRead(POLL_MILLIS)) {
            requireProgress(job, deadline, probe.progress());
        }
        whenRead.run();
        while (!probe.awaitDone(POLL_MILLIS)) {
            requireProgress(job, deadline, probe.progress());
        }
        return new Measurement(probe.doneNanos() - started, cpuNanos() - cpuBefore, registerNanos);
    }

    private static void awaitRegister(JobClient job, PopulationWatch population, Workload workload) throws Exception {
        long deadline = System.nanoTime() + MOST.toNanos();
        int changes = RegisterRecords.changeVersions(workload);
        int inventory = RegisterRecords.inventoryRecords(workload);
        while (population.sum("source", RegisterRecords.CHANGES, "register") < changes
                || population.sum("source", RegisterRecords.INVENTORY, "register") < inventory) {
            requireProgress(job, deadline, "not all of the register is known");
            population.poll();
        }
    }

    /** A job that is fast because it does not do its work is not fast: its own account must be the generator's. */
    private static void awaitAccount(JobClient job, PopulationWatch population, EventTopic events) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (true) {
            long read = population.sum("source", "cloudtrail", "read");
            long quarantined = population.sum("source", "cloudtrail", "quarantined");
            long noAsset = population.sum("source", "cloudtrail", "out_of_scope/NO_ASSET");
            long selected = population.sum("source", "cloudtrail", "selected");
            long pending = population.sum("control", "release-window", "pending");
            if (read == events.events()
                    && quarantined == 0
                    && noAsset == events.events() - events.inScope()
                    && selected == events.selected()
                    && pending == 0) {
                return;
            }
            requireProgress(
                    job,
                    deadline,
                    "the job's account is read " + read + ", quarantined " + quarantined + ", no asset " + noAsset
                            + ", selected " + selected + ", pending " + pending + "; expected of " + events);
            population.poll();
        }
    }

    private static void requireProgress(JobClient job, long deadlineNanos, String progress) throws Exception {
        if (job.getJobStatus().get().isGloballyTerminalState()) {
            job.getJobExecutionResult().get();
            throw new IllegalStateException("the job ended by itself: " + progress);
        }
        if (System.nanoTime() > deadlineNanos) {
            throw new IllegalStateException("too slow, given up: " + progress);
        }
    }

    private static void end(Probe probe, JobClient job) {
        probe.start();
        job.cancel().join();
        job.getJobExecutionResult().handle((result, failure) -> null).join();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
