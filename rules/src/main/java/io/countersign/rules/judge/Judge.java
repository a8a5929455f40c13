package io.countersign.rules.judge;

import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.register.History;
import io.countersign.rules.register.Register;
import io.countersign.rules.register.RegisterView;
import io.countersign.rules.register.Resolution;
import io.countersign.rules.register.Version;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges selected actions against a register (S4, S5). Pure: what it says depends only on the register's records and
 * its arguments, never on a clock or on the order in which records arrived.
 */
public final class Judge {

    private static final int MOST_CANDIDATES = 20;

    private final Register register;
    private final String rulesDigest;

    /** A judge over a register that may go on growing. */
    public Judge(Register register, String rulesDigest) {
        this.register = register;
        this.rulesDigest = rulesDigest;
    }

    /**
     * Revision 1: what the register knew at the action's time (S4.5), or for recordings a while after it (S5).
     *
     * @param assumed the completeness of a source was assumed, not declared (S4.6)
     */
    public Verdict settle(Selection selection, boolean assumed) {
        return judge(selection, selection.action().time(), assumed);
    }

    /**
     * The final revision of an exception (S4.5), with the changes first recorded up to K, and ratified if an emergency
     * change covered the action by then. Numbered 1: the caller knows how many came before.
     *
     * @param completeThrough the instant through which all of the control's sources are complete; K is the earlier of
     *     it and {@link Selection#finalAt()}
     */
    public Verdict finish(Selection selection, Instant completeThrough, boolean assumed) {
        Instant finalAt = selection.finalAt();
        return judge(selection, finalAt.isAfter(completeThrough) ? completeThrough : finalAt, assumed);
    }

    /** Whether a verdict has a final revision to come (S4.5). */
    public static boolean isOpen(Selection selection, Verdict verdict) {
        return selection.control().requirement() instanceof Requirement.Change
                && verdict.outcome() == VerdictOutcome.EXCEPTION
                && verdict.reason() != Reason.AMBIGUOUS_IDENTITY
                && verdict.reason() != Reason.HUMAN_USE;
    }

    /** A verdict that cannot be known because sources are silent (S4.7). */
    public Verdict incomplete(Selection selection, Collection<String> silentSources) {
        Findings findings = new Findings(selection, false);
        silentSources.forEach(source -> findings.note("SOURCE_INCOMPLETE:" + source));
        return findings.verdict(VerdictOutcome.INDETERMINATE, Reason.SOURCE_INCOMPLETE);
    }

    /** A verdict that cannot be known because the register no longer reaches back that far (S3.7). */
    public Verdict beforeRetention(Selection selection) {
        return new Findings(selection, false).verdict(VerdictOutcome.INDETERMINATE, Reason.BEFORE_RETENTION);
    }

    private Verdict judge(Selection selection, Instant knownThrough, boolean assumed) {
        Findings findings = new Findings(selection, assumed);
        Requirement requirement = selection.control().requirement();
        if (requirement instanceof Requirement.Change change) {
            return judgeChange(findings, change, knownThrough);
        }
        StandingLadders ladders = new StandingLadders(findings.view, findings.action, findings.who);
        StandingLadders.Standing standing;
        if (requirement instanceof Requirement.Entitlement entitlement) {
            standing = ladders.entitlement(entitlement);
        } else if (requirement instanceof Requirement.Credential credential) {
            standing = ladders.credential(credential);
        } else if (requirement instanceof Requirement.Recording recording) {
            standing = ladders.recording(recording);
        } else {
            throw new IllegalStateException("a requirement of no known kind: " + requirement);
        }
        findings.noteConflict(standing.conflict());
        return findings.verdict(
                standing.reason() == null ? VerdictOutcome.AUTHORISED : VerdictOutcome.EXCEPTION, standing.reason());
    }

    private Verdict judgeChange(Findings findings, Requirement.Change requirement, Instant knownThrough) {
        if (findings.who.ambiguous()) {
            return findings.verdict(VerdictOutcome.EXCEPTION, Reason.AMBIGUOUS_IDENTITY);
        }
        if (findings.humanUse()) {
            return findings.verdict(VerdictOutcome.EXCEPTION, Reason.HUMAN_USE);
        }
        Action action = findings.action;
        ChangeLadder ladder = new ChangeLadder(findings.view, requirement, action, findings.who);
        List<History<Change>> known = known(findings.view, action, knownThrough);
        List<Assessment> assessments = new ArrayList<>();
        for (History<Change> history : known) {
            Assessment assessment = ladder.assess(history, action.time());
            if (assessment != null && (assessment.isCandidate() || isReferenced(assessment, action))) {
                assessments.add(assessment);
            }
        }
        assessments.sort(Assessment.NEAREST_FIRST);
        Assessment referenced = moveReferencedFirst(assessments, action);
        if (action.changeRef() != null && referenced == null) {
            findings.note("UNKNOWN_CHANGE_REF");
        }
        findings.candidates = assessments;

        Assessment covering = covering(assessments, referenced);
        if (covering != null) {
            findings.change = covering.change();
            findings.noteConflict(covering.conflict());
            return findings.verdict(VerdictOutcome.AUTHORISED, null);
        }
        Assessment nearest = assessments.isEmpty() ? null : assessments.get(0);
        findings.nearest = nearest;
        Reason reason = nearest == null ? Reason.NO_CHANGE : nearest.reason();
        Ratification ratification = ratification(ladder, known, knownThrough);
        if (ratification != null) {
            findings.change = ratification.change();
            findings.ratifiedAt = ratification.at();
            findings.noteConflict(ratification.conflict());
            return findings.verdict(VerdictOutcome.RATIFIED, reason);
        }
        return findings.verdict(VerdictOutcome.EXCEPTION, reason);
    }

    /** The changes of the asset's system, and the referenced one, that were first recorded by an instant. */
    private static List<History<Change>> known(RegisterView view, Action action, Instant knownThrough) {
        List<History<Change>> known = new ArrayList<>();
        Asset asset = action.asset();
        if (asset != null) {
            known.addAll(view.changesOf(asset.system()));
        }
        History<Change> referenced = action.changeRef() == null ? null : view.change(action.changeRef());
        if (referenced != null
                && known.stream().noneMatch(history -> history.id().equals(referenced.id()))) {
            known.add(referenced);
        }
        known.removeIf(history -> history.first().value().recordedAt().isAfter(knownThrough));
        return known;
    }

    private static boolean isReferenced(Assessment assessment, Action action) {
        return assessment.change().equals(action.changeRef());
    }

    private static @Nullable Assessment moveReferencedFirst(List<Assessment> assessments, Action action) {
        for (Assessment assessment : assessments) {
            if (isReferenced(assessment, action)) {
                assessments.remove(assessment);
                assessments.add(0, assessment);
                return assessment;
            }
        }
        return null;
    }

    private static @Nullable Assessment covering(List<Assessment> assessments, @Nullable Assessment referenced) {
        if (referenced != null && referenced.covers()) {
            return referenced;
        }
        return assessments.stream()
                .filter(Assessment::covers)
                .min(Assessment.TIGHTEST_FIRST)
                .orElse(null);
    }

    /** The first instant after the action, up to another, at which an emergency change covered it (S4.5). */
    private static @Nullable Ratification ratification(
            ChangeLadder ladder, List<History<Change>> known, Instant knownThrough) {
        Ratification best = null;
        for (History<Change> history : known) {
            for (Instant instant : instantsOf(history, ladder.action().time(), knownThrough)) {
                Version<Change> current = history.currentAt(instant);
                if (current == null || current.value().kind() != ChangeKind.EMERGENCY) {
                    continue;
                }
                Assessment assessment = ladder.assess(history, instant);
                if (assessment != null && assessment.covers()) {
                    Ratification found = new Ratification(instant, assessment.change(), assessment.conflict());
                    best = best == null || found.isBefore(best) ? found : best;
                    break;
                }
            }
        }
        return best;
    }

    /** Every instant in {@code (after, through]} at which the change could have become something else, in order. */
    private static Collection<Instant> instantsOf(History<Change> history, Instant after, Instant through) {
        TreeSet<Instant> instants = new TreeSet<>();
        for (Version<Change> version : history.visibleAt(through)) {
            instants.add(version.value().recordedAt());
            for (Approval approval : version.value().approvals()) {
                instants.add(approval.at());
            }
        }
        return after.isBefore(through) ? instants.subSet(after, false, through, true) : List.of();
    }

    private record Ratification(Instant at, String change, boolean conflict) {

        boolean isBefore(Ratification other) {
            int order = at.compareTo(other.at);
            return order < 0 || (order == 0 && CodePointOrder.ORDER.compare(change, other.change) < 0);
        }
    }

    /** What is found while one action is judged. */
    private final class Findings {

        private final Selection selection;
        private final Action action;
        private final RegisterView view;
        private final Resolution who;
        private final TreeSet<String> notes = new TreeSet<>(CodePointOrder.ORDER);
        private List<Assessment> candidates = List.of();
        private @Nullable String change;
        private @Nullable Assessment nearest;
        private @Nullable Instant ratifiedAt;

        Findings(Selection selection, boolean assumed) {
            this.selection = selection;
            action = selection.action();
            view = register.view(selection.control().requirement().sources(), action.time());
            who = view.resolve(action.actor().principal());
            if (action.outcome() == ActionOutcome.FAILURE) {
                note("ATTEMPT");
            }
            if (who.unknown()) {
                note("UNKNOWN_IDENTITY");
                if (action.actor().kind() == ActorKind.UNKNOWN) {
                    note("UNKNOWN_KIND");
                }
            }
            if (who.retired()) {
                note("IDENTITY_RETIRED");
            }
            if (assumed) {
                note("ASSUMED_COMPLETE");
            }
            noteConflict(who.conflict());
        }

        void note(String note) {
            notes.add(note);
        }

        void noteConflict(boolean conflict) {
            if (conflict) {
                note("REGISTER_CONFLICT");
            }
        }

        /** S4.9. */
        boolean humanUse() {
            ActorKind kind = who.identity() == null
                    ? action.actor().kind()
                    : who.identity().kind();
            return kind == ActorKind.HUMAN || Boolean.TRUE.equals(action.interactive());
        }

        Verdict verdict(VerdictOutcome outcome, @Nullable Reason reason) {
            if (nearest != null) {
                noteConflict(nearest.conflict());
            }
            return new Verdict(
                    selection.verdictId(),
                    selection.control().id(),
                    action.time(),
                    action.source(),
                    action.id(),
                    who.name(),
                    outcome,
                    reason,
                    change,
                    nearest == null ? null : nearest.change(),
                    nearest == null ? null : nearest.offByMillis(),
                    ratifiedAt,
                    1,
                    List.copyOf(notes),
                    candidates.stream()
                            .limit(MOST_CANDIDATES)
                            .map(Assessment::toCandidate)
                            .toList(),
                    rulesDigest);
        }
    }
}
