package io.countersign.launcher.reconcile;

import io.countersign.schemas.record.Verdict;
import java.util.Comparator;
import java.util.Objects;

/**
 * A revision of a verdict.
 *
 * @param id of the verdict
 */
record VerdictRevision(String id, int revision) implements Comparable<VerdictRevision> {

    private static final Comparator<VerdictRevision> ORDER =
            Comparator.comparing(VerdictRevision::id).thenComparingInt(VerdictRevision::revision);

    VerdictRevision {
        Objects.requireNonNull(id, "id");
    }

    static VerdictRevision of(Verdict verdict) {
        return new VerdictRevision(verdict.id(), verdict.revision());
    }

    @Override
    public int compareTo(VerdictRevision other) {
        return ORDER.compare(this, other);
    }
}
