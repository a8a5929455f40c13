package io.countersign.launcher.scenario;

import java.util.List;

/** The topics that a scenario's messages go to. */
public final class Topics {

    /** CloudTrail events, in files, alone and in EventBridge envelopes. */
    public static final String CLOUDTRAIL = "aws.cloudtrail";

    /** Actions of a pipeline, of the ERP and of the warehouse, as canonical JSON. */
    public static final String PIPELINE = "pipeline.actions";

    /** Polls of change requests, with their marks. */
    public static final String SERVICENOW = "servicenow.change_request";

    /** Identities, credentials and freezes as canonical JSON, with their marks. */
    public static final String INVENTORY = "inventory";

    /** What became of the recordings of sessions as canonical JSON, with their marks. */
    public static final String PAM = "pam";

    /** All of them. */
    public static final List<String> ALL = List.of(CLOUDTRAIL, PIPELINE, SERVICENOW, INVENTORY, PAM);

    private Topics() {}

    /** How many partitions a scenario's topic needs. */
    public static int partitions(String topic) {
        return topic.equals(CLOUDTRAIL) ? Stage.CLOUDTRAIL_PARTITIONS : 1;
    }
}
