package io.countersign.launcher.trial;

import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Delivers lanes of a script, one step at a time. */
final class ScriptedReader implements SourceReader<Ingested, ScriptedSplit> {

    private final Script script;
    private final Conductor conductor;
    private final int phasesHere;
    private final List<ScriptedSplit> splits = new ArrayList<>();
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    private boolean saidIdle;

    ScriptedReader(Script script, Conductor conductor, int phasesHere) {
        this.script = script;
        this.conductor = conductor;
        this.phasesHere = phasesHere;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Ingested> output) {
        if (script.time() == Script.Time.IDLE && !saidIdle) {
            output.markIdle();
            saidIdle = true;
        }
        for (int i = 0; i < splits.size(); i++) {
            while (isOpen(splits.get(i))) {
                ScriptedSplit split = splits.get(i);
                List<Step> steps = script.lanes().get(split.lane()).get(split.phase());
                if (split.position() < steps.size()) {
                    take(steps.get(split.position()), output);
                    splits.set(i, split.afterStep());
                    return InputStatus.MORE_AVAILABLE;
                }
                conductor.delivered(split.phase());
                splits.set(i, split.afterPhase());
            }
        }
        boolean isAtEnd = assigned.isDone() && splits.stream().noneMatch(this::hasMore);
        return isAtEnd ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }

    private boolean hasMore(ScriptedSplit split) {
        return split.phase() < script.lanes().get(split.lane()).size();
    }

    private boolean isOpen(ScriptedSplit split) {
        return hasMore(split) && split.phase() < phasesHere && conductor.hasBegun(split.phase());
    }

    private void take(Step step, ReaderOutput<Ingested> output) {
        if (step.json() != null) {
            CanonicalRecord read = read(step.json());
            if (!(read instanceof Action action)) {
                output.collect(
                        Ingested.register(RegisterEvent.of(new String(Codec.write(read), StandardCharsets.UTF_8))));
            } else if (script.time() == Script.Time.OF_STEPS) {
                output.collect(Ingested.action(action), action.time().toEpochMilli());
            } else {
                output.collect(Ingested.action(action));
            }
        }
        if (step.watermark() != null) {
            output.emitWatermark(new Watermark(step.watermark()));
        }
    }

    private static CanonicalRecord read(String json) {
        try {
            return Codec.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new IllegalStateException("a record that was read before cannot be read: " + json, e);
        }
    }

    @Override
    public List<ScriptedSplit> snapshotState(long checkpoint) {
        return List.copyOf(splits);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (!assigned.isDone()) {
            return assigned;
        }
        List<ScriptedSplit> unfinished = splits.stream().filter(this::hasMore).toList();
        if (unfinished.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        // Lanes stand still at the same phase, all of them: none begins before the one before is delivered.
        int next = unfinished.get(0).phase();
        return next < phasesHere ? conductor.beginOf(next) : new CompletableFuture<>();
    }

    @Override
    public void addSplits(List<ScriptedSplit> added) {
        splits.addAll(added);
    }

    @Override
    public void notifyNoMoreSplits() {
        assigned.complete(null);
    }

    @Override
    public void close() {}
}
