package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Changes with their edits: approvals, withdrawals, moved windows, conflicting versions and twins. */
final class DrawnChanges {
    private static final List<String> STATES =
            List.of("approved", "approved", "approved", "draft", "submitted", "rejected", "cancelled", "closed");
    private static final List<String> KINDS = List.of("normal", "standard", "release", "emergency", "emergency");

    private final Draw draw;
    private final int systems;
    private final List<ObjectNode> versions = new ArrayList<>();

    /** Changes of a crowded world all touch every system, so that candidates overflow (S8). */
    DrawnChanges(Draw draw, boolean crowded) {
        this.draw = draw;
        this.systems = crowded ? World.SYSTEMS.size() : 1;
        int count = crowded ? 30 : draw.between(10, 20);
        for (int number = 0; number < count; number++) {
            if (number > 0 && draw.chance(35)) {
                twin(World.changeId(number));
            } else {
                change(World.changeId(number));
            }
        }
    }

    List<ObjectNode> versions() {
        return versions;
    }

    private void change(String id) {
        ObjectNode change = JsonNodeFactory.instance
                .objectNode()
                .put("type", "change")
                .put("id", id)
                .put("version", 1)
                .put("source", draw.chance(75) ? World.CHANGES : World.OTHER_CHANGES)
                .put("kind", draw.pick(KINDS))
                .put("state", draw.chance(70) ? "approved" : draw.pick(STATES));
        long start = draw.hour(36, 84);
        // Emergencies are often raised when all is over.
        long lead = change.path("kind").asText().equals("emergency")
                ? draw.oneOf(6, 1, 0, -1, -2, -4, -20)
                : draw.oneOf(72, 24, 24, 6, 6, 1, -1);
        put(change, "recorded_at", start - lead * Draw.HOUR);
        if (draw.chance(90)) {
            window(change, start, start + draw.oneOf(0, 1, 2, 2, 4, 12) * Draw.HOUR);
        }
        scope(change.putObject("scope"));
        people(change);
        change.putArray("approvals");
        for (int approvals = draw.oneOf(0, 1, 2, 3, 3, 4); approvals > 0; approvals--) {
            decide(change, person(), draw.oneOf(0L, -Draw.HOUR, -2 * Draw.HOUR, 1L, Draw.HOUR), "approved");
        }
        versions.add(change.deepCopy());
        for (int edits = draw.between(0, 4); edits > 0; edits--) {
            edit(change);
            versions.add(change.deepCopy());
        }
    }

    /** Who asked for the change and who was to do it, in any spelling. */
    private void people(ObjectNode change) {
        change.remove(List.of("requester", "implementers"));
        if (draw.chance(85)) {
            change.put("requester", person());
        }
        for (int implementers = draw.oneOf(0, 0, 1, 2); implementers > 0; implementers--) {
            change.withArray("implementers").add(person());
        }
    }

    private void scope(ObjectNode scope) {
        draw.some(World.SYSTEMS, systems, 3).forEach(scope.putArray("systems")::add);
        draw.some(World.ENVIRONMENTS, 1, 2).forEach(scope.putArray("environments")::add);
        draw.some(World.MACHINES, 2, 5).forEach(scope.putArray("identities")::add);
        if (draw.chance(25)) {
            draw.some(World.OPERATIONS, 0, 4).forEach(scope.putArray("operations")::add);
        }
        if (draw.chance(25)) {
            draw.some(World.OBJECT_GLOBS, 0, 2).forEach(scope.putArray("objects")::add);
        }
    }

    /** A material edit of one list, so wide that what was in scope mostly stays there. */
    private void widen(ObjectNode scope) {
        switch (draw.between(1, 5)) {
            case 1 -> draw.some(World.SYSTEMS, 2, 3).forEach(scope.putArray("systems")::add);
            case 2 -> draw.some(World.ENVIRONMENTS, 1, 2).forEach(scope.putArray("environments")::add);
            case 3 -> draw.some(World.MACHINES, 4, 5).forEach(scope.putArray("identities")::add);
            case 4 -> draw.some(World.OPERATIONS, 3, 5).forEach(scope.putArray("operations")::add);
            default -> draw.some(World.OBJECT_GLOBS, 2, 4).forEach(scope.putArray("objects")::add);
        }
    }

    private void edit(ObjectNode change) {
        // Seldom the same version again: a conflict (S3.2); a step of 0 leaves the order to version and hash (S3.1).
        change.put("version", change.path("version").asInt() + (draw.chance(85) ? 1 : 0));
        long step = draw.oneOf(0L, 1L, Draw.HOUR, Draw.HOUR, 6 * Draw.HOUR, -Draw.HOUR);
        put(change, "recorded_at", Fields.requiredMillis(change, "recorded_at") + step);
        switch (draw.between(1, 17)) {
            case 1, 2, 3 -> approve(change);
            case 4, 5 -> withdraw(change);
            case 6, 7 -> change.put("state", draw.pick(STATES));
            case 8 -> moveWindow(change);
            case 9 -> scope(change.putObject("scope"));
            case 10, 11 -> widen(change.withObject("/scope"));
            case 12, 13 -> change.put("kind", draw.pick(KINDS));
            case 14 -> reorder(change.withObject("/scope"));
            case 15, 16 -> people(change);
            default -> change.put("source", draw.chance(50) ? World.CHANGES : World.OTHER_CHANGES);
        }
    }

    private void approve(ObjectNode change) {
        change.put("state", "approved");
        decide(change, person(), draw.oneOf(0L, 0L, -1L, -Draw.HOUR, 1L, Draw.HOUR), "approved");
    }

    /** Another decision of someone who has decided, under whatever name. */
    private void withdraw(ObjectNode change) {
        List<String> deciders = Fields.items(change, "approvals")
                .map(decision -> Fields.required(decision, "by"))
                .toList();
        String by = deciders.isEmpty() ? person() : draw.pick(deciders);
        decide(
                change,
                draw.chance(30) && World.PEOPLE.contains(by) ? by + "@corp" : by,
                draw.oneOf(0L, 1L, -Draw.HOUR, Draw.HOUR),
                draw.chance(80) ? "rejected" : "approved");
    }

    private void decide(ObjectNode change, String by, long later, String decision) {
        ObjectNode entry = change.withArray("approvals").addObject().put("by", by);
        put(entry, "at", Fields.requiredMillis(change, "recorded_at") + later);
        entry.put("decision", decision);
    }

    private void moveWindow(ObjectNode change) {
        Fields.millis(change, "window.start")
                .ifPresentOrElse(
                        start -> window(
                                change,
                                start + draw.oneOf(0L, 1L, -1L, Draw.HOUR, -Draw.HOUR),
                                start + draw.oneOf(1, 2, 4) * Draw.HOUR),
                        () -> window(change, draw.hour(36, 60), draw.hour(60, 84)));
    }

    /** No material edit: arrays compare as sets (S3.4). */
    private void reorder(ObjectNode scope) {
        List<String> names = Fields.texts(scope, "identities");
        ArrayNode identities = scope.putArray("identities");
        draw.some(names, names.size(), names.size()).forEach(identities::add);
        if (draw.chance(50)) {
            identities.add(draw.pick(names));
        }
    }

    /** The same change under another id, now and then a little better or worse. */
    private void twin(String id) {
        String model = Fields.required(draw.pick(versions), "id");
        long shift = draw.oneOf(0L, 0L, 1L, Draw.HOUR, -Draw.HOUR, -2 * Draw.HOUR);
        int only = draw.oneOf(-1, 0, 1, 2);
        boolean narrower = draw.chance(25);
        boolean selfApproved = draw.chance(25);
        List<ObjectNode> twins = versions.stream()
                .filter(version -> Fields.required(version, "id").equals(model))
                .map(version -> version.deepCopy().put("id", id))
                .toList();
        for (ObjectNode twin : twins) {
            shiftApprovals(twin, only, shift);
            if (selfApproved && twin.has("requester")) {
                decide(twin, Fields.required(twin, "requester"), -3 * Draw.DAY, "approved");
            }
            Fields.millis(twin, "window.start")
                    .filter(start -> narrower && start < Fields.requiredMillis(twin, "window.end"))
                    .ifPresent(start -> window(twin, start, Fields.requiredMillis(twin, "window.end") - 1));
            versions.add(twin);
        }
    }

    /** All approvals, or only the one with a number. */
    private static void shiftApprovals(ObjectNode change, int only, long shift) {
        List<JsonNode> decisions = Fields.items(change, "approvals").toList();
        for (int number = 0; number < decisions.size(); number++) {
            if (only < 0 || only == number) {
                ObjectNode decision = (ObjectNode) decisions.get(number);
                put(decision, "at", Fields.requiredMillis(decision, "at") + shift);
            }
        }
    }

    private String person() {
        return World.spelling(draw, draw.pick(draw.chance(85) ? World.PEOPLE : World.MACHINES));
    }

    private static void window(ObjectNode change, long start, long end) {
        ObjectNode window = change.putObject("window");
        put(window, "start", start);
        put(window, "end", Math.max(start, end));
    }

    private static void put(ObjectNode node, String name, long instant) {
        node.put(name, Fields.instant(instant));
    }
}
