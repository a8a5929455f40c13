package io.countersign.detection.startup;

import io.countersign.schemas.yaml.InvalidFileException;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a checkpoint holds of sequences that have changed since, or are gone. A changed sequence starts afresh (S7), so
 * nothing claims it any more; Flink restores such a checkpoint only if it may let go of all that nothing claims. So it is
 * looked at first, and nothing else is ever let go of.
 */
public final class ChangedSequences {

    private static final Logger LOG = LoggerFactory.getLogger(ChangedSequences.class);

    private ChangedSequences() {}

    /**
     * Lets a job that is built be restored from the checkpoint that its environment names, if any.
     *
     * @param isOfSequences of the uid of an operator, whether it is there for sequences alone
     * @throws InvalidFileException if the checkpoint cannot be read, or holds what the job would need
     */
    public static void letGo(StreamExecutionEnvironment env, Predicate<String> isOfSequences)
            throws InvalidFileException {
        String checkpoint = env.getConfiguration().get(StateRecoveryOptions.SAVEPOINT_PATH);
        if (checkpoint == null) {
            return;
        }
        List<String> unclaimed = unclaimed(checkpoint, env);
        List<String> needed = unclaimed.stream().filter(isOfSequences.negate()).toList();
        if (!needed.isEmpty()) {
            throw new InvalidFileException(List.of("checkpoint " + checkpoint + " holds the state of " + needed
                    + ", which this job does not have; start it with the settings and the version that the checkpoint"
                    + " was taken with, or without the checkpoint"));
        }
        if (!unclaimed.isEmpty()) {
            LOG.warn(
                    "Sequences have changed since checkpoint {} or are gone; what they had begun is let go of: {}",
                    checkpoint,
                    unclaimed);
            Configuration restore = new Configuration();
            restore.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
            env.configure(restore);
        }
    }

    /** The uids of operators with state that the job does not have, or the ids of those that have no uid; sorted. */
    private static List<String> unclaimed(String checkpoint, StreamExecutionEnvironment env)
            throws InvalidFileException {
        Set<String> claimed = env.getStreamGraph(false).getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return operators(checkpoint).stream()
                .filter(each -> each.getCoordinatorState() != null
                        || each.getStates().stream().anyMatch(OperatorSubtaskState::hasState))
                .map(each -> each.getOperatorUid().orElse(each.getOperatorID().toString()))
                .filter(uid -> !claimed.contains(uid))
                .sorted()
                .toList();
    }

    private static Collection<OperatorState> operators(String checkpoint) throws InvalidFileException {
        try (DataInputStream metadata =
                new DataInputStream(AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(checkpoint)
                        .getMetadataHandle()
                        .openInputStream())) {
            return Checkpoints.loadCheckpointMetadata(metadata, ChangedSequences.class.getClassLoader(), checkpoint)
                    .getOperatorStates();
        } catch (IOException e) {
            throw new InvalidFileException(
                    List.of("checkpoint " + checkpoint + " cannot be read (" + e + "); give a completed one"));
        }
    }
}
