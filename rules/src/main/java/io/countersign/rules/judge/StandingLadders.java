package io.countersign.rules.judge;

import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.register.History;
import io.countersign.rules.register.RegisterView;
import io.countersign.rules.register.Resolution;
import io.countersign.rules.register.Version;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Entitlement;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RecordingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requirements of S5 for one action: entitlement, credential, recording.
 *
 * @param view the register as the control sees it
 * @param who the acting identity, as of the action's time
 */
record StandingLadders(RegisterView view, Action action, Resolution who) {

    /**
     * The first line that fails, and whether a record it rests on is in conflict (S3.2).
     *
     * @param reason null when everything passes
     */
    record Standing(@Nullable Reason reason, boolean conflict) {}

    Standing entitlement(Requirement.Entitlement requirement) {
        Identity identity = who.identity();
        if (who.ambiguous()) {
            return new Standing(Reason.AMBIGUOUS_IDENTITY, false);
        }
        if (identity == null) {
            return new Standing(Reason.UNKNOWN_IDENTITY, false);
        }
        if (identity.state() == IdentityState.RETIRED) {
            return new Standing(Reason.IDENTITY_RETIRED, false);
        }
        if (identity.owner() == null) {
            return new Standing(Reason.NO_OWNER, false);
        }
        int highest = 0;
        Reason nearest = Reason.NO_ENTITLEMENT;
        for (Entitlement entitlement : identity.entitlements()) {
            Failure failure = failure(entitlement, identity, requirement);
            if (failure == null) {
                return new Standing(null, false);
            }
            if (failure.rung() > highest) {
                highest = failure.rung();
                nearest = failure.reason();
            }
        }
        return new Standing(nearest, false);
    }

    private @Nullable Failure failure(Entitlement entitlement, Identity identity, Requirement.Entitlement requirement) {
        Instant time = action.time();
        Asset asset = action.asset();
        if (asset == null || !entitlement.system().equals(asset.system())) {
            return new Failure(1, Reason.NO_ENTITLEMENT);
        }
        if (!entitlement.environments().contains(asset.environment())) {
            return new Failure(2, Reason.WRONG_ENVIRONMENT);
        }
        if (!entitlement.operations().contains(action.operation().wireName())) {
            return new Failure(3, Reason.WRONG_OPERATION);
        }
        String approvedBy = entitlement.approvedBy();
        Instant approvedAt = entitlement.approvedAt();
        if (approvedBy == null || approvedAt == null || approvedAt.isAfter(time)) {
            return new Failure(4, Reason.NOT_APPROVED);
        }
        if (view.resolve(approvedBy).name().equals(identity.id())) {
            return new Failure(5, Reason.SELF_APPROVED);
        }
        if (entitlement.expiresAt() != null && !time.isBefore(entitlement.expiresAt())) {
            return new Failure(6, Reason.ENTITLEMENT_EXPIRED);
        }
        Instant reviewedAt = entitlement.reviewedAt();
        if (reviewedAt == null
                || reviewedAt.isAfter(time)
                || Duration.between(reviewedAt, time).compareTo(requirement.reviewMaxAge()) > 0) {
            return new Failure(7, Reason.REVIEW_OVERDUE);
        }
        return null;
    }

    Standing credential(Requirement.Credential requirement) {
        Instant time = action.time();
        if (who.ambiguous()) {
            return new Standing(Reason.AMBIGUOUS_IDENTITY, false);
        }
        String named = action.actor().credential();
        if (named == null) {
            return new Standing(Reason.NO_CREDENTIAL, false);
        }
        History<Credential> history = view.credential(named);
        Version<Credential> current = history == null ? null : history.currentAt(time);
        if (history == null || current == null) {
            return new Standing(Reason.UNKNOWN_CREDENTIAL, false);
        }
        Credential credential = current.value();
        boolean conflict = history.conflictsAt(current, time);
        if (credential.state() != CredentialState.ACTIVE) {
            return new Standing(Reason.CREDENTIAL_REVOKED, conflict);
        }
        if (!view.resolve(credential.identity()).name().equals(who.name())) {
            return new Standing(Reason.CREDENTIAL_MISUSED, conflict);
        }
        if (Duration.between(credential.issuedAt(), time).compareTo(requirement.maxAge()) > 0) {
            return new Standing(Reason.ROTATION_OVERDUE, conflict);
        }
        return new Standing(credential.store() == null ? Reason.NOT_VAULTED : null, conflict);
    }

    Standing recording(Requirement.Recording requirement) {
        Instant asOf = action.time().plus(requirement.within());
        String session = action.actor().session();
        if (session == null) {
            return new Standing(Reason.NO_SESSION, false);
        }
        boolean conflict = false;
        List<Recording> recordings = new ArrayList<>();
        for (History<Recording> history : view.recordingsOf(session)) {
            Version<Recording> current = history.currentAt(asOf);
            if (current != null && current.value().session().equals(session)) {
                recordings.add(current.value());
                conflict |= history.conflictsAt(current, asOf);
            }
        }
        return new Standing(recordingReason(recordings), conflict);
    }

    private @Nullable Reason recordingReason(List<Recording> recordings) {
        Reason reason = Reason.NOT_RECORDED;
        for (Recording recording : recordings) {
            if (recording.state() == RecordingState.AVAILABLE) {
                Interval interval = recording.interval();
                if (interval != null && interval.covers(action.time())) {
                    return null;
                }
                reason = Reason.RECORDING_GAP;
            } else if (recording.state() == RecordingState.FAILED && reason == Reason.NOT_RECORDED) {
                reason = Reason.RECORDING_FAILED;
            }
        }
        return reason;
    }

    private record Failure(int rung, Reason reason) {}
}
