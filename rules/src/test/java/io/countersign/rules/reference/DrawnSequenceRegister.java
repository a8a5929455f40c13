package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A small register that changes on the very seconds of the actions. Its main sources all deliver something. */
final class DrawnSequenceRegister {
    private static final List<String> STATES = List.of("approved", "approved", "approved", "draft", "cancelled");

    private final Draw draw;
    private final SequenceCast cast;
    private final List<ObjectNode> versions = new ArrayList<>();

    DrawnSequenceRegister(Draw draw, SequenceCast cast) {
        this.draw = draw;
        this.cast = cast;
        for (int number = draw.between(2, 3) - 1; number >= 0; number--) {
            change(World.changeId(number));
        }
        identity("ci-gl");
        identity("ci-pay");
        credential("AK-1");
        credential("AK-2");
        if (draw.chance(70)) {
            freeze();
        }
        if (draw.chance(70)) {
            recording();
        }
    }

    List<ObjectNode> versions() {
        return versions;
    }

    private void change(String id) {
        ObjectNode change = version("change", id, World.CHANGES, draw.between(-4, 8))
                .put("kind", draw.oneOf("normal", "emergency", "emergency"))
                .put("state", draw.pick(STATES));
        if (draw.chance(90)) {
            window(change);
        }
        ObjectNode scope = change.putObject("scope");
        cast.systems().forEach(scope.putArray("systems")::add);
        scope.putArray("environments").add("production");
        scope.putArray("identities").add("ci-gl").add(draw.oneOf("ci-pay", "shared"));
        change.putArray("approvals");
        if (draw.chance(70)) {
            approve(change);
        }
        add(change);
        for (int edits = draw.between(0, 3); edits > 0; edits--) {
            next(change, draw.between(0, 5));
            switch (draw.between(1, 3)) {
                case 1 -> change.put("state", draw.pick(STATES));
                case 2 -> window(change);
                default -> approve(change);
            }
            add(change);
        }
    }

    private void window(ObjectNode change) {
        int start = draw.between(0, 12);
        ObjectNode window = change.putObject("window");
        window.put("start", Fields.instant(cast.at(start)));
        window.put("end", Fields.instant(cast.at(start + draw.oneOf(0, 2, 4, 8))));
    }

    private void approve(ObjectNode change) {
        change.withArray("approvals")
                .addObject()
                .put("by", draw.oneOf("ann", "bob"))
                .put("at", Fields.required(change, "recorded_at"))
                .put("decision", "approved");
    }

    private void identity(String id) {
        // Mostly known from the start, or else only in the midst of the actions.
        ObjectNode identity = version("identity", id, World.INVENTORY, draw.chance(80) ? -60 : draw.between(0, 10))
                .put("kind", "machine")
                .put("state", "active");
        draw.some(World.ALIASES.get(id), 2, 5).forEach(identity.putArray("aliases")::add);
        identity.putArray("entitlements");
        add(identity);
        if (draw.chance(40)) {
            next(identity, draw.between(0, 15));
            draw.some(World.ALIASES.get(id), 1, 4).forEach(identity.putArray("aliases")::add);
            // A source that no control names: controls and sequences then take the principal for different people.
            identity.put("source", draw.oneOf(World.INVENTORY, World.OTHER_INVENTORY));
            add(identity);
        }
    }

    private void credential(String id) {
        ObjectNode credential = version("credential", id, World.VAULT, draw.between(-4, 10))
                .put("identity", draw.oneOf("ci-gl", "ci-gl", "ci-pay", "ci-pay@corp"))
                .put("state", "active")
                .put("issued_at", Fields.instant(cast.at(-60)))
                .put("store", "vault:kv/gl");
        add(credential);
        for (int edits = draw.between(0, 2); edits > 0; edits--) {
            next(credential, draw.between(0, 8));
            add(credential.put("state", draw.oneOf("active", "rotated", "revoked")));
        }
    }

    private void freeze() {
        ObjectNode freeze = version("freeze", "FRZ-1", World.CHANGES, draw.between(0, 10))
                .put("state", draw.oneOf("active", "cancelled"));
        window(freeze);
        freeze.putObject("scope").putArray("systems").add(draw.pick(World.SYSTEMS));
        add(freeze);
    }

    private void recording() {
        ObjectNode recording = version("recording", "REC-1", World.RECORDER, draw.between(0, 10))
                .put("session", draw.pick(World.SESSIONS))
                .put("state", draw.oneOf("started", "failed"));
        add(recording);
    }

    private ObjectNode version(String type, String id, String source, int second) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id)
                .put("version", 1)
                .put("recorded_at", Fields.instant(cast.at(second)))
                .put("source", source);
    }

    /** Seldom under the same version, which is a conflict if it comes to differ (S3.2). */
    private void next(ObjectNode record, int seconds) {
        long recordedAt = Fields.requiredMillis(record, "recorded_at") + seconds * SequenceCast.SECOND;
        record.put("version", record.path("version").asInt() + (draw.chance(85) ? 1 : 0))
                .put("recorded_at", Fields.instant(recordedAt));
    }

    private void add(ObjectNode record) {
        versions.add(record.deepCopy());
    }
}
