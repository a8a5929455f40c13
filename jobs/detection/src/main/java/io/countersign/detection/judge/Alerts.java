package io.countersign.detection.judge;

import io.countersign.schemas.record.Verdict;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says of which verdicts responders are told, and as what.
 *
 * @param out where alerts go
 */
record Alerts(Consumer<Alert> out) {

    /**
     * Tells of a revision, unless it changes nothing for responders or its control is in shadow (S7).
     *
     * @param group of the alerts that came before under the verdict's id; null if none did
     */
    void revised(Finding finding, @Nullable String group) {
        Alert.Status status = statusOf(finding.verdict(), group != null);
        boolean said = finding.previous() == finding.verdict().outcome();
        if (status != null && !said && !finding.control().shadow()) {
            out.accept(new Alert(finding, status, group == null ? groupOf(finding) : group, group == null));
        }
    }

    private static Alert.@Nullable Status statusOf(Verdict verdict, boolean alerted) {
        return switch (verdict.outcome()) {
            case EXCEPTION -> Alert.Status.SETTLED;
            case RATIFIED -> Alert.Status.RATIFIED;
            case INDETERMINATE -> Alert.Status.INDETERMINATE;
            case AUTHORISED -> alerted ? Alert.Status.WITHDRAWN : null;
        };
    }

    /** Tells of an exception known so far; returns the group under which that was done. */
    String provisional(Finding finding) {
        String group = groupOf(finding);
        out.accept(new Alert(finding, Alert.Status.PROVISIONAL, group, true));
        return group;
    }

    private static String groupOf(Finding finding) {
        return Alert.groupOf(finding.verdict(), finding.action());
    }
}
