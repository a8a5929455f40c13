package io.countersign.launcher.trial;

import io.countersign.detection.ingest.Ingested;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * An input that delivers what its script says, phase by phase, as its conductor lets it. How far it has come is in its
 * checkpoints, as with any source.
 *
 * @param conductor the name of the conductor
 * @param phasesHere the phases that this job lets begin; what follows them waits for the job that comes after a restart
 */
record ScriptedSource(Script script, String conductor, int phasesHere)
        implements Source<Ingested, ScriptedSplit, List<ScriptedSplit>> {

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Ingested, ScriptedSplit> createReader(SourceReaderContext context) {
        return new ScriptedReader(script, Conductor.named(conductor), phasesHere);
    }

    @Override
    public SplitEnumerator<ScriptedSplit, List<ScriptedSplit>> createEnumerator(
            SplitEnumeratorContext<ScriptedSplit> context) {
        List<ScriptedSplit> splits = new ArrayList<>();
        for (int lane = 0; lane < script.lanes().size(); lane++) {
            splits.add(new ScriptedSplit(lane, 0, 0));
        }
        return new Enumerator(context, splits);
    }

    @Override
    public SplitEnumerator<ScriptedSplit, List<ScriptedSplit>> restoreEnumerator(
            SplitEnumeratorContext<ScriptedSplit> context, List<ScriptedSplit> unread) {
        return new Enumerator(context, new ArrayList<>(unread));
    }

    @Override
    public SimpleVersionedSerializer<ScriptedSplit> getSplitSerializer() {
        return new ScriptedSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<List<ScriptedSplit>> getEnumeratorCheckpointSerializer() {
        return new ScriptedSplit.ListSerializer();
    }

    /** Gives each reader the lanes that are its by their number. */
    private record Enumerator(SplitEnumeratorContext<ScriptedSplit> context, List<ScriptedSplit> unread)
            implements SplitEnumerator<ScriptedSplit, List<ScriptedSplit>> {

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, @Nullable String host) {}

        @Override
        public void addReader(int subtask) {
            for (ScriptedSplit split : List.copyOf(unread)) {
                if (split.lane() % context.currentParallelism() == subtask) {
                    unread.remove(split);
                    context.assignSplit(split, subtask);
                }
            }
            context.signalNoMoreSplits(subtask);
        }

        @Override
        public void addSplitsBack(List<ScriptedSplit> splits, int subtask) {
            unread.addAll(splits);
        }

        @Override
        public List<ScriptedSplit> snapshotState(long checkpoint) {
            return List.copyOf(unread);
        }

        @Override
        public void close() {}
    }
}
