package io.countersign.rules.judge;

import io.countersign.rules.register.History;
import io.countersign.rules.register.RegisterView;
import io.countersign.rules.register.Version;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The approvals of a change as of an instant (S3.4).
 *
 * @param fresh those that still stand, by the person who gave them
 * @param stale how many were given before the last material edit
 */
record Approvals(Map<String, Instant> fresh, int stale) {

    Approvals {
        fresh = Map.copyOf(fresh);
    }

    /** The approvals of the version current at an instant; {@code view} says who is who at the action's time. */
    static Approvals of(History<Change> history, Version<Change> current, Instant judgedAt, RegisterView view) {
        Map<String, Approval> lastByPerson = new LinkedHashMap<>();
        for (Approval approval : current.value().approvals()) {
            if (!approval.at().isAfter(judgedAt)) {
                lastByPerson.merge(
                        view.resolve(approval.by()).name(),
                        approval,
                        (earlier, later) -> later.at().isBefore(earlier.at()) ? earlier : later);
            }
        }
        Instant staleBefore = staleBefore(history, current, judgedAt);
        Map<String, Instant> fresh = new LinkedHashMap<>();
        int stale = 0;
        for (Map.Entry<String, Approval> entry : lastByPerson.entrySet()) {
            Approval approval = entry.getValue();
            if (approval.decision() == Decision.APPROVED) {
                if (approval.at().isBefore(staleBefore)) {
                    stale++;
                } else {
                    fresh.put(entry.getKey(), approval.at());
                }
            }
        }
        return new Approvals(fresh, stale);
    }

    /** The last material edit; the distant past if the change was never edited materially. */
    private static Instant staleBefore(History<Change> history, Version<Change> current, Instant judgedAt) {
        List<Version<Change>> visible = history.visibleAt(judgedAt);
        int runStart = visible.size() - 1;
        while (runStart > 0 && materiallyEqual(visible.get(runStart - 1).value(), current.value())) {
            runStart--;
        }
        return runStart <= 0 ? Instant.MIN : visible.get(runStart).value().recordedAt();
    }

    private static boolean materiallyEqual(Change one, Change other) {
        return one.kind() == other.kind()
                && Objects.equals(one.window(), other.window())
                && sameMembers(one.scope(), other.scope());
    }

    private static boolean sameMembers(Scope one, Scope other) {
        return sameMembers(one.systems(), other.systems())
                && sameMembers(one.environments(), other.environments())
                && sameMembers(one.identities(), other.identities())
                && sameMembers(one.operations(), other.operations())
                && sameMembers(one.objects(), other.objects());
    }

    private static boolean sameMembers(List<String> one, List<String> other) {
        return new HashSet<>(one).equals(new HashSet<>(other));
    }

    /** When each approval that counts was given, earliest first, without those of some people. */
    List<Instant> without(Set<String> people) {
        List<Instant> counting = new ArrayList<>();
        fresh.forEach((person, at) -> {
            if (!people.contains(person)) {
                counting.add(at);
            }
        });
        counting.sort(Comparator.naturalOrder());
        return counting;
    }
}
