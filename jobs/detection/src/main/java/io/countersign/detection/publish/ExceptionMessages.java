package io.countersign.detection.publish;

import io.countersign.detection.judge.Alert;
import io.countersign.detection.judge.Finding;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.schemas.record.VerdictOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as OCSF 1.8.0 Detection Findings (class 2004) with CloudEvents 1.0 headers in binary mode (E10). The bytes
 * depend on the finding alone.
 */
public final class ExceptionMessages extends TopicMessages<Finding> {

    private static final long serialVersionUID = 1L;

    private final String productVersion;

    /** For a topic; the version names this build. */
    public ExceptionMessages(String topic, String productVersion) {
        super(topic);
        this.productVersion = productVersion;
    }

    /**
     * Whether a finding is published: exceptions and what becomes of them, but none of a control in shadow (S7). An
     * exception that is authorised under rules which have changed since is closed, as one that is ratified.
     */
    public static boolean isPublished(Finding finding) {
        return isPublished(finding.verdict().outcome(), finding.previous(), finding.control());
    }

    /** The same of a finding with this outcome, and that one before it, of a control. */
    public static boolean isPublished(VerdictOutcome outcome, @Nullable VerdictOutcome previous, RuleCard control) {
        return !control.shadow()
                && (outcome == VerdictOutcome.EXCEPTION
                        || outcome == VerdictOutcome.RATIFIED
                        || previous == VerdictOutcome.EXCEPTION);
    }

    @Override
    String key(Finding finding) {
        return finding.verdict().id();
    }

    @Override
    Headers headers(Finding finding) {
        return Headers.ofEvent(
                finding.verdict(),
                Integer.toString(finding.verdict().revision()),
                "exception." + activity(finding).verb());
    }

    private static OcsfFinding.Activity activity(Finding finding) {
        if (finding.verdict().outcome() != VerdictOutcome.EXCEPTION) {
            return OcsfFinding.Activity.CLOSE;
        }
        return finding.previous() == VerdictOutcome.EXCEPTION
                ? OcsfFinding.Activity.UPDATE
                : OcsfFinding.Activity.CREATE;
    }

    @Override
    byte[] value(Finding finding) {
        OcsfFinding.Activity activity = activity(finding);
        boolean closed = activity == OcsfFinding.Activity.CLOSE;
        return new VerdictFinding(
                        finding,
                        activity,
                        closed ? OcsfFinding.Status.RESOLVED : OcsfFinding.Status.NEW,
                        Integer.toString(finding.verdict().revision()),
                        Alert.groupOf(finding.verdict(), finding.action()))
                .toBytes(productVersion, top -> {}, own -> {});
    }
}
