package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An action as a system reports it that writes canonical JSON: a pipeline, the ERP, the warehouse. */
final class CanonicalAction {

    private final ObjectNode action = CloudTrailLog.JSON.createObjectNode();
    private final ObjectNode actor;
    private final Instant at;
    private final String id;
    private final String source;

    CanonicalAction(String source, String id, Instant at, String principal) {
        this.source = source;
        this.id = id;
        this.at = at;
        action.put("type", "action");
        action.put("id", id);
        action.put("time", at.toString());
        action.put("source", source);
        actor = action.putObject("actor").put("principal", principal).put("kind", "machine");
        action.put("outcome", "success");
    }

    /** What was done, to an object of a system in production. */
    CanonicalAction did(String operation, String object, String system, String assetClass) {
        action.putObject("asset")
                .put("id", system + "-prod")
                .put("system", system)
                .put("environment", "production")
                .put("class", assetClass);
        action.put("operation", operation);
        action.put("object", object);
        return this;
    }

    CanonicalAction withKey(String credential) {
        actor.put("credential", credential);
        return this;
    }

    CanonicalAction inSession(String session) {
        actor.put("session", session);
        return this;
    }

    /** In a run of a pipeline, which may say for which change. */
    CanonicalAction inRun(@Nullable String change) {
        action.put("change_ref", change);
        action.put("run_id", "run-" + Math.abs(id.hashCode() % 100_000));
        return this;
    }

    Instant at() {
        return at;
    }

    String id() {
        return id;
    }

    String source() {
        return source;
    }

    byte[] toBytes() {
        return CloudTrailLog.bytes(action);
    }
}
