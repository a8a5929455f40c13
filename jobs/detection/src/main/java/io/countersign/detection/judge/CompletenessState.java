package io.countersign.detection.judge;

import io.countersign.rules.register.Completeness;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * How complete the register's sources are, in operator state. Nothing counts as complete before all that was there at a
 * cold start has been read.
 */
final class CompletenessState {

    static final ListStateDescriptor<SourceProgress> PROGRESS =
            new ListStateDescriptor<>("source-progress", TypeInformation.of(SourceProgress.class));
    static final MapStateDescriptor<String, Boolean> AWAITED =
            new MapStateDescriptor<>("awaited-partitions", Types.STRING, Types.BOOLEAN);

    private final Completeness completeness;
    private final Duration maxDelay;
    private final ListState<SourceProgress> progress;
    private final BroadcastState<String, Boolean> awaited;
    private final Map<String, Anchor> anchors = new HashMap<>();
    private boolean ready;

    /**
     * How far a source has come.
     *
     * @param newestMillis its newest {@code recorded_at}; null if it delivered none
     * @param throughMillis what it is complete through; null if not at all
     */
    public record SourceProgress(
            String source,
            @Nullable Long newestMillis,
            @Nullable Long throughMillis) {

        public SourceProgress {
            Objects.requireNonNull(source, "source");
        }
    }

    /** What an assumed source was complete through at an instant of processing time; it advances with the clock. */
    private record Anchor(Instant through, long clockMillis) {

        Instant throughAt(long nowMillis) {
            return through.plusMillis(Math.max(0, nowMillis - clockMillis));
        }
    }

    /**
     * The completeness that state holds. Subtasks read their clocks at different moments: after a restore each goes on
     * from the furthest that any of them had come.
     *
     * @param restored whether a checkpoint was restored: then it knows what was still awaited. A partition that was not
     *     found again at this start has nothing to be read
     */
    CompletenessState(OperatorStateStore store, JudgeSettings settings, boolean restored) throws Exception {
        maxDelay = settings.maxDelay();
        completeness = new Completeness(settings.completeness(), maxDelay);
        progress = store.getUnionListState(PROGRESS);
        awaited = store.getBroadcastState(AWAITED);
        if (restored) {
            Set<String> gone = new HashSet<>();
            awaited.immutableEntries().forEach(entry -> gone.add(entry.getKey()));
            gone.removeAll(settings.awaited());
            for (String partition : gone) {
                awaited.remove(partition);
            }
        } else {
            for (String partition : settings.awaited()) {
                awaited.put(partition, true);
            }
        }
        for (SourceProgress stored : progress.get()) {
            completeness.restore(stored.source(), instant(stored.newestMillis()), instant(stored.throughMillis()));
        }
        ready = isNothingAwaited();
    }

    void snapshot() throws Exception {
        List<SourceProgress> stored = new ArrayList<>();
        for (String source : completeness.sources()) {
            stored.add(new SourceProgress(
                    source, millis(completeness.newest(source)), millis(completeness.through(source))));
        }
        progress.update(stored);
    }

    /** Whether all that was there at a cold start has been read. */
    boolean isReady() {
        return ready;
    }

    /** Takes note that a partition has been read up to where it ended at a cold start. */
    void caughtUp(String partition) throws Exception {
        awaited.remove(partition);
        ready = isNothingAwaited();
    }

    private boolean isNothingAwaited() throws Exception {
        return !awaited.immutableEntries().iterator().hasNext();
    }

    /** The instant one source has declared itself complete through, or is assumed to be. */
    Instant through(String source) {
        return completeness.through(source);
    }

    /** How complete a source is, as the end of a sentence about it. */
    String describe(String source) {
        String mode = isAssumed(source) ? "is assumed to be complete" : "has declared itself complete";
        Instant through = completeness.through(source);
        return through.equals(Instant.MIN) ? "is not known to be complete" : mode + " through " + through;
    }

    /** The instant through which all of some sources are complete and known to be; {@link Instant#MIN} if none. */
    Instant through(Set<String> sources) {
        return ready ? completeness.through(sources) : Instant.MIN;
    }

    /** Those of some sources that are not known to be complete through an instant. */
    Set<String> incomplete(Set<String> sources, Instant instant) {
        return ready ? completeness.silent(sources, instant) : sources;
    }

    /** The sources that have said anything that counts. */
    Set<String> sources() {
        return completeness.sources();
    }

    /** Whether the completeness of any of some sources is assumed. */
    boolean isAssumed(Set<String> sources) {
        return completeness.isAssumed(sources);
    }

    private boolean isAssumed(String source) {
        return completeness.modeOf(source) == Completeness.Mode.ASSUMED;
    }

    /** Whether a mark is lower than what its source has declared before (S3.6). */
    boolean isLower(Mark mark) {
        return !isAssumed(mark.source()) && mark.completeThrough().isBefore(completeness.through(mark.source()));
    }

    /** Takes note of a mark; those of assumed sources do not count (S4.6). */
    void mark(Mark mark) {
        completeness.mark(mark.source(), mark.completeThrough());
    }

    /** Takes note of a register record that was delivered. Only its source's newest moves an assumed source. */
    void delivered(RegisterRecord version, long nowMillis) {
        String source = version.source();
        if (completeness.delivered(source, version.recordedAt()) && isAssumed(source)) {
            anchors.put(source, new Anchor(version.recordedAt().minus(maxDelay), nowMillis));
        }
    }

    /** Lets quiet assumed sources advance with the clock (S4.6), once the register has been read. */
    void tick(long nowMillis) {
        if (!ready) {
            return;
        }
        for (String source : completeness.sources()) {
            if (isAssumed(source)) {
                Anchor anchor =
                        anchors.computeIfAbsent(source, each -> new Anchor(completeness.through(each), nowMillis));
                completeness.assume(source, anchor.throughAt(nowMillis));
            }
        }
    }

    void endOfInput() {
        completeness.endOfInput();
    }

    private static @Nullable Long millis(Instant instant) {
        return instant.equals(Instant.MIN) || instant.equals(Instant.MAX) ? null : instant.toEpochMilli();
    }

    private static Instant instant(@Nullable Long millis) {
        return millis == null ? Instant.MIN : Instant.ofEpochMilli(millis);
    }
}
