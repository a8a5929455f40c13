package io.countersign.rules.judge;

import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.register.History;
import io.countersign.rules.register.RegisterView;
import io.countersign.rules.register.Resolution;
import io.countersign.rules.register.Version;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ladder of S4.2 for one action: eleven rungs, of which the first that fails names the reason.
 *
 * @param view the register as the control sees it
 * @param requirement what the control requires
 * @param who the acting identity, as of the action's time
 */
record ChangeLadder(RegisterView view, Requirement.Change requirement, Action action, Resolution who) {

    /** How far the change climbs, judged at an instant; null if it does not exist for the action (S3.5). */
    @Nullable
    Assessment assess(History<Change> history, Instant judgedAt) {
        Version<Change> current = history.currentAt(judgedAt);
        boolean known = current != null;
        Version<Change> judged = current == null ? history.first() : current;
        Interval window = judged.value().window();
        if (!exists(window, history.first().value().recordedAt())) {
            return null;
        }
        boolean conflict = known && history.conflictsAt(judged, judgedAt);
        Outcome outcome = climb(history, judged, known, judgedAt);
        return new Assessment(
                judged.value().id(),
                outcome.rung(),
                outcome.reason(),
                window,
                window == null ? null : distanceMillis(window),
                outcome.quorumAt(),
                conflict);
    }

    private boolean exists(@Nullable Interval window, Instant firstRecordedAt) {
        Duration horizon = requirement.horizon();
        if (window == null) {
            return Duration.between(firstRecordedAt, action.time()).abs().compareTo(horizon) <= 0;
        }
        Duration sinceStart = Duration.between(window.start(), action.time());
        Duration sinceEnd = Duration.between(window.end(), action.time());
        return sinceStart.compareTo(horizon.negated()) >= 0 && sinceEnd.compareTo(horizon) < 0;
    }

    private Outcome climb(History<Change> history, Version<Change> judged, boolean known, Instant judgedAt) {
        Change change = judged.value();
        Reason outOfScope = outOfScope(change.scope());
        if (outOfScope != null) {
            return new Outcome(scopeRung(outOfScope), outOfScope, null);
        }
        if (!known) {
            return new Outcome(6, Reason.RAISED_AFTER, null);
        }
        Reason notApproved = stateReason(change);
        if (notApproved != null) {
            return new Outcome(7, notApproved, null);
        }
        Approvals approvals = Approvals.of(history, judged, judgedAt, view);
        int needed = requirement.minApprovers();
        if (approvals.fresh().size() < needed) {
            boolean withStale = approvals.fresh().size() + approvals.stale() >= needed;
            return new Outcome(8, withStale ? Reason.APPROVAL_STALE : Reason.NOT_APPROVED, null);
        }
        List<Instant> counting = approvals.without(involved(change));
        if (counting.size() < needed) {
            return new Outcome(9, Reason.SELF_APPROVED, null);
        }
        Instant quorumAt = counting.get(needed - 1);
        Reason outsideWindow = windowReason(change.window());
        if (outsideWindow != null) {
            return new Outcome(10, outsideWindow, quorumAt);
        }
        if (frozen(change, judgedAt)) {
            return new Outcome(11, Reason.FROZEN, quorumAt);
        }
        return new Outcome(Assessment.COVERS, null, quorumAt);
    }

    /** Rungs 1 to 5. */
    private @Nullable Reason outOfScope(Scope scope) {
        Asset asset = action.asset();
        if (asset == null || !scope.systems().contains(asset.system())) {
            return Reason.WRONG_SYSTEM;
        }
        if (!scope.environments().contains(asset.environment())) {
            return Reason.WRONG_ENVIRONMENT;
        }
        if (!scope.identities().contains(who.name())) {
            return Reason.WRONG_IDENTITY;
        }
        if (!scope.operations().isEmpty()
                && !scope.operations().contains(action.operation().wireName())) {
            return Reason.WRONG_OPERATION;
        }
        return scope.objects().isEmpty() || matchesAny(scope.objects(), action.object()) ? null : Reason.WRONG_OBJECT;
    }

    private static boolean matchesAny(List<String> globs, @Nullable String object) {
        return object != null && globs.stream().anyMatch(glob -> Glob.matches(glob, object));
    }

    private static int scopeRung(Reason reason) {
        return switch (reason) {
            case WRONG_SYSTEM -> 1;
            case WRONG_ENVIRONMENT -> 2;
            case WRONG_IDENTITY -> 3;
            case WRONG_OPERATION -> 4;
            case WRONG_OBJECT -> 5;
            default -> throw new IllegalArgumentException("no rung of the scope: " + reason);
        };
    }

    /** Rung 7. */
    private static @Nullable Reason stateReason(Change change) {
        return switch (change.state()) {
            case APPROVED -> null;
            case DRAFT, SUBMITTED -> Reason.NOT_APPROVED;
            case REJECTED -> Reason.REJECTED;
            case CANCELLED -> Reason.CANCELLED;
            case CLOSED -> Reason.CLOSED;
        };
    }

    /** Everybody whose approval of this change is their own (rung 9). */
    private Set<String> involved(Change change) {
        Set<String> involved = new HashSet<>();
        involved.add(who.name());
        if (who.identity() != null && who.identity().owner() != null) {
            involved.add(view.resolve(who.identity().owner()).name());
        }
        if (change.requester() != null) {
            involved.add(view.resolve(change.requester()).name());
        }
        for (String implementer : change.implementers()) {
            involved.add(view.resolve(implementer).name());
        }
        return involved;
    }

    /** Rung 10. */
    private @Nullable Reason windowReason(@Nullable Interval window) {
        if (window == null) {
            return Reason.NO_WINDOW;
        }
        if (action.time().isBefore(window.start())) {
            return Reason.BEFORE_START;
        }
        return action.time().isBefore(window.end()) ? null : Reason.AFTER_END;
    }

    private long distanceMillis(Interval window) {
        if (action.time().isBefore(window.start())) {
            return Duration.between(action.time(), window.start()).toMillis();
        }
        return window.covers(action.time())
                ? 0
                : Duration.between(window.end(), action.time()).toMillis();
    }

    /** Rung 11. */
    private boolean frozen(Change change, Instant judgedAt) {
        Asset asset = action.asset();
        if (asset == null || change.kind() == ChangeKind.EMERGENCY) {
            return false;
        }
        for (History<Freeze> history : view.freezesOf(asset.system())) {
            Version<Freeze> current = history.currentAt(judgedAt);
            if (current != null
                    && stops(current.value(), asset)
                    && !current.value().exempt().contains(change.id())) {
                return true;
            }
        }
        return false;
    }

    private boolean stops(Freeze freeze, Asset asset) {
        List<String> environments = freeze.scope().environments();
        return freeze.state() == FreezeState.ACTIVE
                && freeze.scope().systems().contains(asset.system())
                && (environments.isEmpty() || environments.contains(asset.environment()))
                && freeze.window().covers(action.time());
    }

    /** The rung a climb ended on, as in {@link Assessment}. */
    private record Outcome(
            int rung, @Nullable Reason reason, @Nullable Instant quorumAt) {}
}
