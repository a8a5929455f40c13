package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Actions aimed at what the register holds: its identities, its scopes and the edges of its instants. */
final class DrawnActions {
    private final Draw draw;
    private final List<ObjectNode> register;
    private final List<ObjectNode> actions = new ArrayList<>();
    /** Whether the action at hand keeps to its target in everything but the time. */
    private boolean faithful;

    DrawnActions(Draw draw, List<ObjectNode> register) {
        this.draw = draw;
        this.register = List.copyOf(register);
        for (int number = draw.between(20, 60); number > 0; number--) {
            String type =
                    draw.oneOf("change", "change", "change", "change", "freeze", "identity", "credential", "recording");
            actions.add(action(number, withOneEntitlement(target(type))));
        }
        // Vendors reuse ids: equal (source, id) with other content (S6.1).
        for (ObjectNode action : draw.some(actions, 0, 3)) {
            actions.add(action.deepCopy().put("operation", draw.pick(World.OPERATIONS)));
        }
    }

    List<ObjectNode> actions() {
        return actions;
    }

    /** So that scope and time are aimed at the same one. */
    private ObjectNode withOneEntitlement(ObjectNode target) {
        List<JsonNode> entitlements = Fields.items(target, "entitlements").toList();
        if (entitlements.isEmpty()) {
            return target;
        }
        ObjectNode copy = target.deepCopy();
        copy.putArray("entitlements").add(draw.pick(entitlements));
        return copy;
    }

    private ObjectNode action(int number, ObjectNode target) {
        faithful = draw.chance(60);
        ObjectNode scope = scope(target);
        ObjectNode action = JsonNodeFactory.instance
                .objectNode()
                .put("type", "action")
                .put("id", "evt-" + draw.oneOf("", "\uFF21", "\uD835\uDC00") + number)
                .put("time", Fields.instant(time(target)))
                .put("source", draw.pick(World.ACTION_SOURCES));
        actor(action.putObject("actor"), target, scope);
        if (faithful || draw.chance(90)) {
            asset(action.putObject("asset"), scope);
        }
        action.put("operation", listed(scope, "operations", World.OPERATIONS));
        if (draw.chance(80)) {
            action.put("object", listed(scope, "objects", World.OBJECTS).replace("*", "x"));
        }
        action.put("outcome", draw.oneOf("success", "success", "success", "failure", "partial"));
        if (draw.chance(30)) {
            action.put("change_ref", draw.oneOf(idOf(target), idOf(target), idOf(target("change")), "CHG-404"));
        }
        if (draw.chance(20)) {
            action.put("interactive", !faithful && draw.chance(50));
        }
        return action;
    }

    private void actor(ObjectNode actor, ObjectNode target, ObjectNode scope) {
        String identity = listed(scope, "identities", World.MACHINES);
        String principal =
                World.MACHINES.contains(identity) && draw.chance(60) ? World.spelling(draw, identity) : identity;
        actor.put("principal", faithful || draw.chance(80) ? principal : draw.pick(World.STRANGERS));
        actor.put("kind", faithful ? "machine" : draw.oneOf("machine", "machine", "human", "unknown"));
        if (draw.chance(85)) {
            boolean aimed = Fields.required(target, "type").equals("credential");
            actor.put("credential", aimed ? idOf(target) : draw.pick(World.CREDENTIALS));
        }
        if (draw.chance(90)) {
            actor.put("session", Fields.text(target, "session").orElseGet(() -> draw.pick(World.SESSIONS)));
        }
        if (draw.chance(10)) {
            actor.putArray("chain").add("ann").add("");
        }
    }

    private void asset(ObjectNode asset, ObjectNode scope) {
        String system = listed(scope, "systems", World.SYSTEMS);
        asset.put("id", system + "-db")
                .put("system", system)
                .put("environment", listed(scope, "environments", World.ENVIRONMENTS))
                .put("class", World.CLASSES.get(system));
    }

    /** What the action should meet: the scope of a change or freeze, an identity with an entitlement, a holder. */
    private ObjectNode scope(ObjectNode target) {
        ObjectNode scope = target.path("scope").isObject()
                ? target.path("scope").deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (Fields.required(target, "type").equals("credential")) {
            scope.putArray("identities").add(Fields.required(target, "identity"));
        }
        if (Fields.required(target, "type").equals("identity")) {
            scope.putArray("identities").add(idOf(target));
            Fields.items(target, "entitlements").forEach(entitlement -> {
                scope.putArray("systems").add(entitlement.get("system"));
                scope.set("environments", entitlement.get("environments"));
                scope.set("operations", entitlement.get("operations"));
            });
        }
        return scope;
    }

    /** One of those in scope, seldom another. */
    private String listed(ObjectNode scope, String list, List<String> otherwise) {
        List<String> values = Fields.texts(scope, list);
        return values.isEmpty() || (!faithful && draw.chance(20)) ? draw.pick(otherwise) : draw.pick(values);
    }

    /** On or beside an instant of the target, or where a duration of some control carries it. */
    private long time(ObjectNode target) {
        long instant = draw.pick(Spelling.instants(target).toList());
        String type = Fields.required(target, "type");
        if (type.equals("change") && draw.chance(15)) {
            // So that K of S4.5 is on or beside an instant at which the change may ratify.
            return draw.near(
                    instant - draw.pick(ScenarioGenerator.RATIFY_WITHINS).toMillis());
        }
        if (draw.chance(70)) {
            // The window is what a change, freeze or recording is about.
            instant = windowOf(target).orElse(instant);
        }
        boolean aged = type.equals("identity") || type.equals("credential");
        return draw.near(instant + (draw.chance(aged ? 40 : 20) ? carried(type) : 0));
    }

    private Optional<Long> windowOf(ObjectNode target) {
        return Stream.of("window", "interval")
                .flatMap(interval -> Fields.millis(target, interval + ".start").stream()
                        .map(start -> draw.oneOf(
                                start,
                                Fields.requiredMillis(target, interval + ".end"),
                                (start + Fields.requiredMillis(target, interval + ".end")) / 2)))
                .findFirst();
    }

    private long carried(String type) {
        Function<List<Duration>, Long> pick = durations -> draw.pick(durations).toMillis();
        return switch (type) {
            case "change" ->
                draw.oneOf(1, -1)
                        * pick.apply(draw.chance(50) ? ScenarioGenerator.HORIZONS : ScenarioGenerator.RATIFY_WITHINS);
            case "identity" -> pick.apply(ScenarioGenerator.REVIEW_MAX_AGES);
            case "credential" -> pick.apply(ScenarioGenerator.MAX_AGES);
            case "recording" -> -pick.apply(ScenarioGenerator.WITHINS);
            default -> Draw.HOUR;
        };
    }

    private ObjectNode target(String type) {
        return draw.pick(register.stream()
                .filter(record -> Fields.required(record, "type").equals(type))
                .toList());
    }

    private static String idOf(ObjectNode record) {
        return Fields.required(record, "id");
    }
}
