package io.countersign.rules.expression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as expressions see them: maps of members, in which what a record lacks is absent. */
public final class Members {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Members() {}

    /** The members of an action. */
    public static Map<String, Object> of(Action action) {
        Map<String, Object> members = new HashMap<>();
        members.put("type", action.type().wireName());
        members.put("id", action.id());
        members.put("time", action.time());
        members.put("source", action.source());
        members.put("operation", action.operation().wireName());
        members.put("outcome", action.outcome().wireName());
        put(members, "object", action.object());
        put(members, "change_ref", action.changeRef());
        put(members, "run_id", action.runId());
        put(members, "interactive", action.interactive());

        Map<String, Object> actor = new HashMap<>();
        actor.put("principal", action.actor().principal());
        actor.put("kind", action.actor().kind().wireName());
        put(actor, "credential", action.actor().credential());
        put(actor, "session", action.actor().session());
        put(
                actor,
                "chain",
                action.actor().chain().isEmpty() ? null : action.actor().chain());
        members.put("actor", actor);

        Asset asset = action.asset();
        if (asset != null) {
            members.put(
                    "asset",
                    Map.of(
                            "id", asset.id(),
                            "system", asset.system(),
                            "environment", asset.environment(),
                            "class", asset.assetClass()));
        }
        Origin origin = action.origin();
        if (origin != null && (origin.ip() != null || origin.agent() != null)) {
            Map<String, Object> from = new HashMap<>();
            put(from, "ip", origin.ip());
            put(from, "agent", origin.agent());
            members.put("origin", from);
        }
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    /**
     * The members of an event, given as the JSON object that it is. What its contract does not have is left out: of
     * unknown members judgement sees nothing (S2).
     */
    public static Map<String, Object> of(String eventJson) {
        try {
            return object(RecordTypes.EVENT, JSON.readTree(eventJson));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that is no JSON was handed on", e);
        }
    }

    private static Map<String, Object> object(String struct, JsonNode json) {
        Map<String, Object> members = new HashMap<>();
        json.properties().forEach(member -> {
            CelType type = RecordTypes.memberOf(struct, member.getKey());
            if (type != null && !member.getValue().isNull()) {
                put(members, member.getKey(), value(type, member.getValue()));
            }
        });
        return members;
    }

    private static @Nullable Object value(CelType type, JsonNode json) {
        if (json.isObject()) {
            // Only a window moment has an object where anything may stand: the change (S7).
            Map<String, Object> object = object(type.equals(SimpleType.DYN) ? RecordTypes.EVENT : type.name(), json);
            return object.isEmpty() ? null : object;
        }
        if (type instanceof ListType list && json.isArray()) {
            List<Object> values = new ArrayList<>();
            for (JsonNode each : json) {
                Object value = value(list.elemType(), each);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }
        if (json.isTextual()) {
            return type.equals(SimpleType.TIMESTAMP) ? Instant.parse(json.textValue()) : json.textValue();
        }
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        return json.longValue();
    }
}
