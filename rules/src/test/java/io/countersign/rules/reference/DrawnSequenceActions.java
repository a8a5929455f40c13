package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Actions by the second, so many that they tie and that the ends of sequences are hit exactly. */
final class DrawnSequenceActions {
    private final Draw draw;
    private final SequenceCast cast;
    private final List<ObjectNode> actions = new ArrayList<>();

    DrawnSequenceActions(Draw draw, SequenceCast cast) {
        this.draw = draw;
        this.cast = cast;
        int seconds = draw.between(6, 24);
        for (int number = draw.between(5, 32); number > 0; number--) {
            actions.add(action(number, seconds));
        }
        // Vendors reuse ids: equal (source, id) with other content (S6.1).
        for (ObjectNode action : draw.some(actions, 0, 2)) {
            actions.add(action.deepCopy().put("operation", draw.pick(cast.operations())));
        }
    }

    List<ObjectNode> actions() {
        return actions;
    }

    private ObjectNode action(int number, int seconds) {
        // Just before a full second, never just after: an end of some `within` is then inside the known or is not, and
        // never a millisecond after it, when nothing can come any more but the page leaves it undecided.
        long time = cast.at(draw.between(0, seconds)) - (draw.chance(20) ? 1 : 0);
        ObjectNode action = JsonNodeFactory.instance
                .objectNode()
                .put("type", "action")
                .put("id", "evt-" + draw.oneOf("", "\uFF21", "\uD835\uDC00") + number)
                .put("time", Fields.instant(time))
                .put("source", draw.pick(World.ACTION_SOURCES));
        ObjectNode actor = action.putObject("actor")
                .put("principal", draw.pick(cast.principals()))
                .put("kind", draw.oneOf("machine", "machine", "unknown"));
        if (draw.chance(60)) {
            actor.put("credential", draw.oneOf("AK-1", "AK-2"));
        }
        if (draw.chance(85)) {
            String system = draw.pick(cast.systems());
            action.putObject("asset")
                    .put("id", system + "-db")
                    .put("system", system)
                    .put("environment", "production")
                    .put("class", World.CLASSES.get(system));
        }
        action.put("operation", draw.pick(cast.operations()));
        if (draw.chance(80)) {
            action.put("object", draw.pick(cast.objects()));
        }
        action.put("outcome", draw.oneOf("success", "success", "failure", "partial"));
        if (draw.chance(80)) {
            action.put("change_ref", World.changeId(draw.between(0, 1)));
        }
        return action;
    }
}
