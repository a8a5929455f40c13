package io.countersign.rules.register;

import io.countersign.schemas.record.RegisterRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All delivered versions of one record of the register, in the order of S3.1: never in the order of arrival.
 *
 * @param <T> the record type
 */
public final class History<T extends RegisterRecord> {

    private final List<Version<T>> versions;

    private History(List<Version<T>> versions) {
        this.versions = versions;
    }

    History() {
        this(new ArrayList<>());
    }

    /** Adds a version; false if its content is here already (S3.2), which then has the same place in the order. */
    boolean add(Version<T> version) {
        int place = Collections.binarySearch(versions, version, Version.ORDER);
        if (place >= 0) {
            return false;
        }
        versions.add(-place - 1, version);
        return true;
    }

    /** The versions that a control with these sources sees when it judges an action at this time; null if none. */
    @Nullable
    History<T> seen(Set<String> sources, Instant actionTime) {
        boolean all = true;
        for (Version<T> version : versions) {
            all &= isSeen(version, sources, actionTime);
        }
        if (all) {
            return versions.isEmpty() ? null : this;
        }
        List<Version<T>> seen = new ArrayList<>();
        for (Version<T> version : versions) {
            if (isSeen(version, sources, actionTime)) {
                seen.add(version);
            }
        }
        return seen.isEmpty() ? null : new History<>(seen);
    }

    private static boolean isSeen(Version<?> version, Set<String> sources, Instant actionTime) {
        return sources.contains(version.value().source()) && version.seenBy(actionTime);
    }

    /** The id all versions share. */
    public String id() {
        return versions.get(0).value().id();
    }

    /** The first version in the order of S3.1. */
    public Version<T> first() {
        return versions.get(0);
    }

    /** The current version at an instant: the last visible one (S3.1); null if none is visible. */
    public @Nullable Version<T> currentAt(Instant instant) {
        int count = visibleAt(instant).size();
        return count == 0 ? null : versions.get(count - 1);
    }

    /** The versions visible at an instant, in order. */
    public List<Version<T>> visibleAt(Instant instant) {
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).recordedAt().isAfter(instant)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Collections.unmodifiableList(versions.subList(0, low));
    }

    /** Every delivered version, in order. */
    public List<Version<T>> versions() {
        return Collections.unmodifiableList(versions);
    }

    /**
     * Whether another content shares the version number of this version (S3.2). Only contents visible at the instant
     * count, so that a conflict recorded later does not change what was true.
     */
    public boolean conflictsAt(Version<T> version, Instant instant) {
        for (Version<T> other : visibleAt(instant)) {
            if (other.value().version() == version.value().version()
                    && !other.contentSha256().equals(version.contentSha256())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Drops the versions that are superseded for every action at or after an instant, whatever sources its control
     * sees, and that are in conflict with none of those that stay (S3.2). Returns the dropped.
     */
    List<Version<T>> dropSupersededBefore(Instant instant) {
        if (versions.size() == 1) {
            return List.of();
        }
        Set<Version<T>> superseded = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> succeeded = new HashSet<>();
        Set<Long> numbersKept = new HashSet<>();
        for (int i = versions.size() - 1; i >= 0; i--) {
            Version<T> version = versions.get(i);
            if (succeeded.contains(version.value().source())) {
                superseded.add(version);
            } else {
                numbersKept.add(version.value().version());
                if (!version.recordedAt().isAfter(instant) && version.seenBy(instant)) {
                    succeeded.add(version.value().source());
                }
            }
        }
        superseded.removeIf(version -> numbersKept.contains(version.value().version()));
        versions.removeAll(superseded);
        return List.copyOf(superseded);
    }
}
