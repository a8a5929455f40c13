package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceType;
import java.util.HashMap;
import java.util.Map;

/**
 * Lines that are in their place but cannot be read. That they cannot is told of already; that the accounts lack them is no
 * second finding. Used by one thread at a time.
 */
final class Lost {

    private final Map<Contribution.Kind, Long> lines = new HashMap<>();
    private long accounts;
    private long heartbeats;

    /** Takes how many there are by type. */
    void add(Map<String, Long> lost) {
        lost.forEach((name, count) -> {
            EvidenceType type = EvidenceType.of(name);
            Contribution.Kind kind = type == null ? null : Contribution.Kind.of(type);
            if (kind != null) {
                lines.merge(kind, count, Long::sum);
            }
            accounts += type == EvidenceType.ACCOUNTING ? count : 0;
            heartbeats += type == EvidenceType.HEARTBEAT ? count : 0;
        });
    }

    /** Whether there are none. */
    boolean isEmpty() {
        return lines.isEmpty() && accounts + heartbeats == 0;
    }

    /** Whether accounts are among them, so that some sums cannot be known. */
    boolean hasAccounts() {
        return accounts > 0;
    }

    boolean hasHeartbeats() {
        return heartbeats > 0;
    }

    /** How many of a kind may be missing elsewhere because of them. */
    long of(Contribution.Kind kind) {
        return lines.getOrDefault(kind, 0L);
    }

    /** Whether they explain that so many of a kind are not there; each of them does so once. */
    boolean explains(Contribution.Kind kind, long missing) {
        long left = of(kind);
        if (missing < 0 || missing > left) {
            return false;
        }
        lines.put(kind, left - missing);
        return true;
    }
}
