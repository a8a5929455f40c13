package io.countersign.rules.reference;

import java.util.List;

/** What a control requires of an action it selects (S4, S5). */
public sealed interface Requirement
        permits ChangeRequirement, EntitlementRequirement, CredentialRequirement, RecordingRequirement {
    /** The sources it sees and waits for. */
    List<String> sources();

    /** The instant through which its sources must be complete for an action at {@code t} (S4.6, S5). */
    default long settlesAt(long t) {
        return t;
    }

    /** The findings on an action whose sources are complete: each revision in turn, also where it changes nothing. */
    List<Finding> judge(Subject subject, long completeThrough);
}
