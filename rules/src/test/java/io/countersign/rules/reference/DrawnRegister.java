package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What surrounds the changes: freezes, identities, credentials and recordings. */
final class DrawnRegister {
    private final Draw draw;
    private final List<ObjectNode> versions = new ArrayList<>();

    DrawnRegister(Draw draw) {
        this.draw = draw;
        for (int number = draw.between(2, 5); number > 0; number--) {
            freeze("FRZ-" + number);
        }
        Stream.concat(draw.some(World.MACHINES, 4, 5).stream(), draw.some(World.PEOPLE, 1, 4).stream())
                .forEach(this::identity);
        draw.some(World.CREDENTIALS, 3, 5).forEach(this::credential);
        for (int number = draw.between(4, 8); number > 0; number--) {
            recording("REC-" + number);
        }
    }

    List<ObjectNode> versions() {
        return versions;
    }

    private void freeze(String id) {
        ObjectNode freeze = version("freeze", id, World.CHANGES, draw.hour(0, 72));
        ObjectNode window = freeze.putObject("window");
        long start = draw.hour(36, 84);
        put(window, "start", start);
        put(window, "end", start + draw.oneOf(0, 1, 4, 24, 48) * Draw.HOUR);
        freezeScope(freeze.putObject("scope"));
        if (draw.chance(60)) {
            List<String> changes =
                    IntStream.range(0, 12).mapToObj(World::changeId).toList();
            draw.some(changes, 1, 6).forEach(freeze.putArray("exempt")::add);
        }
        freeze.put("state", draw.chance(75) ? "active" : "cancelled");
        versions.add(freeze.deepCopy());
        if (draw.chance(60)) {
            ObjectNode edited = next(freeze);
            if (draw.chance(50)) {
                edited.put("state", draw.oneOf("active", "cancelled"));
            } else {
                freezeScope(edited.putObject("scope"));
            }
            versions.add(edited);
        }
    }

    private void freezeScope(ObjectNode scope) {
        draw.some(World.SYSTEMS, 1, 2).forEach(scope.putArray("systems")::add);
        if (draw.chance(60)) {
            draw.some(World.ENVIRONMENTS, 0, 1).forEach(scope.putArray("environments")::add);
        }
    }

    private void identity(String id) {
        boolean machine = World.MACHINES.contains(id);
        // Mostly known long before the first action, so that horizons can be tried.
        long recordedAt = draw.chance(85) ? draw.hour(-2400, -2000) : draw.hour(24, 72);
        ObjectNode identity =
                version("identity", id, World.INVENTORY, recordedAt).put("state", "active");
        identity.put("kind", machine ? "machine" : "human");
        draw.some(World.ALIASES.get(id), 1, 5).forEach(identity.putArray("aliases")::add);
        if (draw.chance(85)) {
            identity.put("owner", World.spelling(draw, draw.pick(World.PEOPLE)));
        }
        identity.putArray("entitlements");
        for (int entitlements = draw.between(0, 4); machine && entitlements > 0; entitlements--) {
            entitlement(id, identity.withArray("entitlements").addObject());
        }
        versions.add(identity.deepCopy());
        for (int edits = draw.between(0, 2); edits > 0; edits--) {
            ObjectNode edited = next(identity);
            switch (draw.between(1, 6)) {
                case 1 -> edited.put("state", "retired");
                case 2 -> edited.put("owner", World.spelling(draw, draw.pick(World.PEOPLE)));
                case 3 -> edited.remove("owner");
                case 4 -> draw.some(World.ALIASES.get(id), 0, 5).forEach(edited.putArray("aliases")::add);
                case 5 -> edited.put("kind", draw.oneOf("machine", "machine", "human"));
                default -> edited.put("source", World.OTHER_INVENTORY);
            }
            versions.add(edited);
        }
    }

    private void entitlement(String identity, ObjectNode entitlement) {
        entitlement.put("system", draw.pick(World.SYSTEMS));
        draw.some(World.ENVIRONMENTS, 1, 2).forEach(entitlement.putArray("environments")::add);
        draw.some(World.OPERATIONS, 2, 5).forEach(entitlement.putArray("operations")::add);
        if (draw.chance(90)) {
            String approver = draw.chance(85) ? draw.pick(World.PEOPLE) : identity;
            entitlement.put("approved_by", World.spelling(draw, approver));
        }
        if (draw.chance(90)) {
            put(entitlement, "approved_at", draw.chance(70) ? draw.hour(-240, 0) : draw.hour(36, 84));
        }
        if (draw.chance(90)) {
            long age = draw.pick(ScenarioGenerator.REVIEW_MAX_AGES).toMillis();
            put(entitlement, "reviewed_at", draw.oneOf(draw.hour(0, 72), draw.hour(36, 84) - age));
        }
        if (draw.chance(30)) {
            put(entitlement, "expires_at", draw.hour(48, 96));
        }
    }

    private void credential(String id) {
        ObjectNode credential = version("credential", id, World.VAULT, draw.hour(-48, 60));
        credential.put("identity", World.spelling(draw, draw.pick(World.MACHINES)));
        credential.put("state", draw.chance(85) ? "active" : draw.oneOf("rotated", "revoked"));
        long age = draw.pick(ScenarioGenerator.MAX_AGES).toMillis();
        put(credential, "issued_at", draw.oneOf(draw.hour(0, 72), draw.hour(36, 84) - age));
        if (draw.chance(80)) {
            credential.put("store", draw.oneOf("vault:kv/gl", ""));
        }
        versions.add(credential.deepCopy());
        if (draw.chance(50)) {
            ObjectNode edited = next(credential);
            versions.add(
                    draw.chance(50)
                            ? edited.put("state", "revoked")
                            : edited.put("identity", draw.pick(World.MACHINES)));
        }
    }

    private void recording(String id) {
        long start = draw.hour(36, 84);
        long end = start + draw.between(0, 3) * Draw.HOUR;
        ObjectNode recording = version("recording", id, World.RECORDER, start).put("state", "started");
        recording.put("session", draw.pick(World.SESSIONS));
        versions.add(recording.deepCopy());
        if (draw.chance(80)) {
            ObjectNode ended = next(recording);
            if (draw.chance(15)) {
                ended.put("session", draw.pick(World.SESSIONS));
            }
            long within = draw.pick(ScenarioGenerator.WITHINS).toMillis();
            put(ended, "recorded_at", draw.near(draw.oneOf(start, end) + draw.oneOf(0L, within)));
            if (draw.chance(25)) {
                ended.put("state", "failed");
            } else {
                ended.put("state", "available");
                if (draw.chance(85)) {
                    ObjectNode interval = ended.putObject("interval");
                    put(interval, "start", start);
                    put(interval, "end", end);
                }
            }
            versions.add(ended);
        }
    }

    private static ObjectNode version(String type, String id, String source, long recordedAt) {
        ObjectNode version = JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id)
                .put("version", 1)
                .put("source", source);
        put(version, "recorded_at", recordedAt);
        return version;
    }

    /** The next snapshot; seldom under the same version, and then a conflict if it comes to differ (S3.2). */
    private ObjectNode next(ObjectNode version) {
        ObjectNode next = version.deepCopy();
        next.put("version", version.path("version").asInt() + (draw.chance(75) ? 1 : 0));
        put(next, "recorded_at", draw.chance(15) ? Fields.requiredMillis(version, "recorded_at") : draw.hour(36, 84));
        return next;
    }

    private static void put(ObjectNode node, String name, long instant) {
        node.put(name, Fields.instant(instant));
    }
}
