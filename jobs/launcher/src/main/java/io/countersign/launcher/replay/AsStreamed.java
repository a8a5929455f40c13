package io.countersign.launcher.replay;

import io.countersign.rules.catalog.Control;
import io.countersign.rules.judge.Judge;
import io.countersign.rules.judge.Selection;
import io.countersign.rules.register.Register;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges once more as the job did while records arrived: what came late is not seen by actions that were settled
 * (S3.6). Where that gives what evidence says, the late records are why a replay, which sees them, says something else.
 */
final class AsStreamed {

    private final Evidence evidence;
    private final Findings findings;
    private final RuleSet rules;
    private final Fingerprints fingerprints = new Fingerprints(false);
    private final Map<Digits, Instant> lateness;
    private final List<Late> late = new ArrayList<>();
    private final Register register = new Register();

    /** A record, and what its source had declared itself complete through when it arrived. */
    private record Late(RegisterRecord version, Instant after) {

        boolean isHiddenFrom(Control control, Action action) {
            return control.requirement().sources().contains(version.source())
                    && !action.time().isAfter(after);
        }

        String text() {
            return version.type().wireName() + " " + version.id() + " version " + version.version() + ", recorded "
                    + version.recordedAt() + ", which came after " + version.source()
                    + " had declared itself complete through " + after;
        }
    }

    AsStreamed(Evidence evidence, Findings findings, RuleSet rules) {
        this.evidence = evidence;
        this.findings = findings;
        this.rules = rules;
        lateness = evidence.arrivals().late(rules);
    }

    /** Of some verdicts those that late records explain, and by which. */
    Map<Digits, Why> explain(Set<Digits> ids) throws IOException {
        Map<Digits, Why> explained = new HashMap<>();
        if (lateness.isEmpty()) {
            return explained;
        }
        LineFile.read(evidence.register(), (offset, json) -> learn(read(json)));
        Set<Digits> actions = new HashSet<>();
        for (Digits id : ids) {
            Said said = evidence.said().get(id);
            if (said != null) {
                Verdict verdict = findings.verdict(said);
                actions.add(Digits.ofAction(verdict.source(), verdict.actionId()));
            }
        }
        for (Path file : evidence.actions()) {
            LineFile.read(file, (offset, json) -> {
                if (read(json) instanceof Action action
                        && actions.contains(Digits.ofAction(action.source(), action.id()))) {
                    explain(action, ids, explained);
                }
            });
        }
        return explained;
    }

    private static CanonicalRecord read(byte[] json) {
        try {
            return Codec.read(json);
        } catch (UnreadableException e) {
            throw new IllegalStateException("a record that was written cannot be read: " + e.detail(), e);
        }
    }

    private void learn(CanonicalRecord learnt) {
        if (learnt instanceof RegisterRecord version) {
            Instant after = lateness.get(Digits.of(Codec.contentSha256(version)));
            boolean added = register.add(version, after);
            if (added && after != null) {
                late.add(new Late(version, after));
            }
        }
    }

    private void explain(Action action, Set<Digits> ids, Map<Digits, Why> explained) throws IOException {
        String sha256 = Codec.contentSha256(action);
        for (Control control : rules.catalog().controls()) {
            Selection selection = new Selection(control, action, sha256);
            Digits id = Digits.of(selection.verdictId());
            Said said = evidence.said().get(id);
            if (said != null && ids.contains(id) && isAsStreamed(selection, said)) {
                Said now = findings.last().get(id);
                Set<String> names = new HashSet<>(Set.of(action.actor().principal()));
                names.add(findings.verdict(said).identity());
                if (now != null) {
                    names.add(findings.verdict(now).identity());
                }
                explained.put(id, new Why(Why.Kind.LATE, concerning(control, action, names)));
            }
        }
    }

    private boolean isAsStreamed(Selection selection, Said said) {
        Judge judge = new Judge(register, rules.digest());
        Set<String> sources = selection.control().requirement().sources();
        boolean assumed = rules.isAssumed(sources);
        if (isFinding(judge.settle(selection, assumed), said)) {
            return true;
        }
        Instant through = evidence.arrivals().through(sources, rules);
        return isFinding(judge.finish(selection, Instant.MAX, assumed), said)
                || (through.isAfter(selection.action().time())
                        && isFinding(judge.finish(selection, through, assumed), said));
    }

    private boolean isFinding(Verdict verdict, Said said) {
        return fingerprints.ofVerdict(EvidenceCodec.write(verdict)).equals(said.finding());
    }

    /** The late records that the action's verdict can depend on; if by all appearance none does, all it did not see. */
    private List<String> concerning(Control control, Action action, Set<String> names) {
        List<String> hidden = new ArrayList<>();
        List<String> concerning = new ArrayList<>();
        for (Late each : late) {
            if (each.isHiddenFrom(control, action)) {
                hidden.add(each.text());
                if (concerns(each.version(), action, names)) {
                    concerning.add(each.text());
                }
            }
        }
        return concerning.isEmpty() ? hidden : concerning;
    }

    private static boolean concerns(RegisterRecord version, Action action, Set<String> names) {
        String system = action.asset() == null ? "" : action.asset().system();
        if (version instanceof Change change) {
            return change.scope().systems().contains(system) || change.id().equals(action.changeRef());
        } else if (version instanceof Freeze freeze) {
            return freeze.scope().systems().contains(system);
        } else if (version instanceof Identity identity) {
            return names.contains(identity.id())
                    || identity.aliases().stream()
                            .anyMatch(
                                    alias -> Glob.matches(alias, action.actor().principal()));
        } else if (version instanceof Credential credential) {
            return credential.id().equals(action.actor().credential());
        }
        return version instanceof Recording recording
                && recording.session().equals(action.actor().session());
    }
}
