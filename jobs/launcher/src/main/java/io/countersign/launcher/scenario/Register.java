package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the inventory and the session recorder (PAM) say, as canonical JSON: each record when it is known. */
final class Register {

    static final String INVENTORY = "inventory";
    static final String PAM = "pam";

    private static final Duration MONTH = Duration.ofDays(30);

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> versions = new HashMap<>();

    /** A record of a source. */
    record Entry(String source, Instant recordedAt, ObjectNode fields) {}

    /** What an identity may do, approved by another and reviewed a month ago unless that is changed. */
    static final class Entitlement {
        private final ObjectNode fields = CloudTrailLog.JSON.createObjectNode();

        Entitlement(String system, String... operations) {
            fields.put("system", system);
            fields.putArray("environments").add("production");
            ArrayNode array = fields.putArray("operations");
            List.of(operations).forEach(array::add);
            approvedBy("usr-eve").reviewed(Duration.ofDays(30));
            fields.put("approved_at", ago(Duration.ofDays(200)));
        }

        Entitlement approvedBy(String person) {
            fields.put("approved_by", person);
            return this;
        }

        Entitlement reviewed(Duration ago) {
            fields.put("reviewed_at", ago(ago));
            return this;
        }

        Entitlement expired(Duration ago) {
            fields.put("expires_at", ago(ago));
            return this;
        }

        private static String ago(Duration ago) {
            return Stage.MONDAY.minus(ago).toString();
        }
    }

    /** An identity as it has been for a month; without an owner if that is null. */
    void identity(String id, String kind, String alias, @Nullable String owner, List<Entitlement> entitlements) {
        identity(Stage.MONDAY.minus(MONTH), id, kind, alias, owner, "active", entitlements);
    }

    void identity(
            Instant recordedAt,
            String id,
            String kind,
            String alias,
            @Nullable String owner,
            String state,
            List<Entitlement> entitlements) {
        ObjectNode identity = add(INVENTORY, "identity", id, recordedAt);
        identity.put("kind", kind);
        identity.putArray("aliases").add(alias);
        identity.put("owner", owner);
        identity.put("state", state);
        ArrayNode array = identity.putArray("entitlements");
        entitlements.forEach(each -> array.add(each.fields.deepCopy()));
    }

    /**
     * A credential as it is from an instant on.
     *
     * @param age how old it is when the week begins
     * @param store the vault that keeps it; null if none does
     */
    void credential(
            Instant recordedAt, String id, String identity, String state, Duration age, @Nullable String store) {
        ObjectNode credential = add(INVENTORY, "credential", id, recordedAt);
        credential.put("identity", identity);
        credential.put("state", state);
        credential.put("issued_at", Stage.MONDAY.minus(age).toString());
        credential.put("store", store);
    }

    /** A credential that is vaulted and 40 days old, as it has been for a month. */
    void soundCredential(String id, String identity) {
        credential(Stage.MONDAY.minus(MONTH), id, identity, "active", Duration.ofDays(40), "vault/finance");
    }

    void freeze(String id, String system, Instant start, Instant end) {
        ObjectNode freeze = add(INVENTORY, "freeze", id, Stage.MONDAY.minus(Duration.ofDays(20)));
        freeze.put("state", "active");
        freeze.putObject("window").put("start", start.toString()).put("end", end.toString());
        freeze.putObject("scope").putArray("systems").add(system);
    }

    /** What became of the recording of a session; the interval of one that is no use is left out. */
    void recording(Instant recordedAt, String session, String state, @Nullable Instant start, @Nullable Instant end) {
        ObjectNode recording = add(PAM, "recording", "rec-" + session, recordedAt);
        recording.put("session", session);
        recording.put("state", state);
        if (start != null && end != null) {
            recording.putObject("interval").put("start", start.toString()).put("end", end.toString());
        }
    }

    private ObjectNode add(String source, String type, String id, Instant recordedAt) {
        ObjectNode node = CloudTrailLog.JSON.createObjectNode();
        node.put("type", type);
        node.put("id", id);
        node.put("version", versions.merge(type + " " + id, 1, Integer::sum));
        node.put("recorded_at", recordedAt.toString());
        node.put("source", source);
        entries.add(new Entry(source, recordedAt, node));
        return node;
    }

    List<Entry> entriesOf(String source) {
        return entries.stream().filter(each -> each.source().equals(source)).toList();
    }

    static byte[] mark(String source, Instant completeThrough) {
        String mark =
                "{\"type\":\"mark\",\"source\":\"" + source + "\",\"complete_through\":\"" + completeThrough + "\"}";
        return mark.getBytes(StandardCharsets.UTF_8);
    }
}
