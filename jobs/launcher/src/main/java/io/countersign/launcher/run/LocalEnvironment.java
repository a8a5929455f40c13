package io.countersign.launcher.run;

import io.countersign.detection.DetectionJob;
import io.countersign.detection.settings.DetectionSettings;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A Flink cluster inside this process, which listens on loopback only. */
public final class LocalEnvironment {

    private LocalEnvironment() {}

    /** An environment for a job with these settings, restored from a checkpoint if one is given. */
    public static StreamExecutionEnvironment create(DetectionSettings settings, @Nullable String checkpoint) {
        Configuration configuration = DetectionJob.configuration(settings);
        if (checkpoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
        }
        return create(configuration, MemorySize.ofMebiBytes(128), settings.parallelism());
    }

    /**
     * An environment for a job with this configuration.
     *
     * @param managed memory for its state
     */
    public static StreamExecutionEnvironment create(Configuration configuration, MemorySize managed, int parallelism) {
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, managed);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    }
}
