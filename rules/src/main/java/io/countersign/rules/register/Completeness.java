package io.countersign.rules.register;

import io.countersign.schemas.record.CodePointOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far each source has declared that it delivered everything (S4.6). {@link Instant#MIN} stands for not at all.
 * Completeness never goes backwards.
 */
public final class Completeness {

    /** How a source's completeness is known. */
    public enum Mode {
        /** Through its greatest mark, never by idleness. */
        MARKS,
        /** A fixed delay behind its newest record, on the assumption that nothing takes longer. */
        ASSUMED
    }

    private final Map<String, Mode> modes;
    private final Duration maxDelay;
    private final Map<String, Instant> through = new HashMap<>();
    private final Map<String, Instant> newest = new HashMap<>();

    /**
     * Nothing delivered yet.
     *
     * @param modes how the completeness of each source is known; sources left out are assumed
     * @param maxDelay how far behind its newest record an assumed source is complete
     */
    public Completeness(Map<String, Mode> modes, Duration maxDelay) {
        this.modes = Map.copyOf(modes);
        this.maxDelay = maxDelay;
    }

    /** How the source's completeness is known. */
    public Mode modeOf(String source) {
        return modes.getOrDefault(source, Mode.ASSUMED);
    }

    /** The instant through which the source is complete. */
    public Instant through(String source) {
        return through.getOrDefault(source, Instant.MIN);
    }

    /** The greatest instant through which every one of the sources is complete; {@link Instant#MAX} without sources. */
    public Instant through(Collection<String> sources) {
        Instant through = Instant.MAX;
        for (String source : sources) {
            Instant one = through(source);
            through = one.isBefore(through) ? one : through;
        }
        return through;
    }

    /** Those of the sources that are not complete through an instant (S4.7). */
    public SortedSet<String> silent(Collection<String> sources, Instant instant) {
        SortedSet<String> silent = new TreeSet<>(CodePointOrder.ORDER);
        for (String source : sources) {
            if (through(source).isBefore(instant)) {
                silent.add(source);
            }
        }
        return silent;
    }

    /** Whether the completeness of any of the sources is assumed (S4.6). */
    public boolean isAssumed(Collection<String> sources) {
        return sources.stream().anyMatch(source -> modeOf(source) == Mode.ASSUMED);
    }

    /** The newest {@code recorded_at} the source has delivered. */
    public Instant newest(String source) {
        return newest.getOrDefault(source, Instant.MIN);
    }

    /** Takes note of a mark; false if it is lower than one before or the source's marks do not count (S3.6, S4.6). */
    public boolean mark(String source, Instant completeThrough) {
        return modeOf(source) == Mode.MARKS && advance(source, completeThrough);
    }

    /** Takes note of a delivered register record; whether it is the newest of its source. */
    public boolean delivered(String source, Instant recordedAt) {
        boolean isNewest = recordedAt.isAfter(newest(source));
        if (isNewest) {
            newest.put(source, recordedAt);
            if (modeOf(source) == Mode.ASSUMED) {
                advance(source, recordedAt.minus(maxDelay));
            }
        }
        return isNewest;
    }

    /** Advances an assumed source that has delivered anything, as the clock does while it is quiet (S4.6). */
    public void assume(String source, Instant completeThrough) {
        if (modeOf(source) == Mode.ASSUMED && newest.containsKey(source)) {
            advance(source, completeThrough);
        }
    }

    /** The end of a bounded run: an assumed source that delivered anything is complete wholly (S4.6). */
    public void endOfInput() {
        for (String source : newest.keySet()) {
            if (modeOf(source) == Mode.ASSUMED) {
                advance(source, Instant.MAX);
            }
        }
    }

    /** The sources that have said anything that counts. */
    public Set<String> sources() {
        Set<String> sources = new TreeSet<>(through.keySet());
        sources.addAll(newest.keySet());
        return sources;
    }

    /** Puts back what was known when a checkpoint was taken; of several that know, the furthest counts. */
    public void restore(String source, Instant newestRecordedAt, Instant completeThrough) {
        if (newestRecordedAt.isAfter(newest(source))) {
            newest.put(source, newestRecordedAt);
        }
        advance(source, completeThrough);
    }

    private boolean advance(String source, Instant completeThrough) {
        boolean later = completeThrough.isAfter(through(source));
        if (later) {
            through.put(source, completeThrough);
        }
        return later;
    }
}
