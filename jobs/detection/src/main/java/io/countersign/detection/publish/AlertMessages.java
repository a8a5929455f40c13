package io.countersign.detection.publish;

import io.countersign.detection.judge.Alert;

/**
 * Alerts as the messages of the exceptions topic (E10), keyed by their group, so that a conversation lies in one
 * partition. A repetition has the id of what it repeats.
 */
public final class AlertMessages extends TopicMessages<GroupedAlert> {

    private static final long serialVersionUID = 1L;

    private final String productVersion;

    /** For a topic; the version names this build. */
    public AlertMessages(String topic, String productVersion) {
        super(topic);
        this.productVersion = productVersion;
    }

    @Override
    String key(GroupedAlert grouped) {
        return grouped.alert().group();
    }

    @Override
    Headers headers(GroupedAlert grouped) {
        String status = grouped.alert().status().wireName();
        return Headers.ofEvent(grouped.alert().finding().verdict(), status, "alert." + status);
    }

    @Override
    byte[] value(GroupedAlert grouped) {
        Alert alert = grouped.alert();
        OcsfFinding.Status status = ocsfStatus(alert.status());
        return new VerdictFinding(
                        alert.finding(), activity(alert), status, alert.status().wireName(), alert.group())
                .toBytes(
                        productVersion,
                        top -> top.member("status", ocsfName(status)),
                        own -> own.member("alert_status", alert.status().wireName())
                                .member("group_count", grouped.total().open())
                                .member("group_first_time", grouped.total().firstTime())
                                .member("group_last_time", grouped.total().lastTime()));
    }

    private static OcsfFinding.Activity activity(Alert alert) {
        if (alert.status().closes()) {
            return OcsfFinding.Activity.CLOSE;
        }
        return alert.first() ? OcsfFinding.Activity.CREATE : OcsfFinding.Activity.UPDATE;
    }

    private static OcsfFinding.Status ocsfStatus(Alert.Status status) {
        return switch (status) {
            case PROVISIONAL, SETTLED -> OcsfFinding.Status.NEW;
            case RATIFIED, WITHDRAWN -> OcsfFinding.Status.RESOLVED;
            case INDETERMINATE -> OcsfFinding.Status.OTHER;
        };
    }

    /** OCSF's name of the status, or for one that it does not know our own. */
    private static String ocsfName(OcsfFinding.Status status) {
        return switch (status) {
            case NEW -> "New";
            case SUPPRESSED -> "Suppressed";
            case RESOLVED -> "Resolved";
            case OTHER -> "Indeterminate";
        };
    }
}
