package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExpression.has;
import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceExpression.same;

import java.util.List;
import java.util.Optional;

/** Conditions on events of one sort, some of them on earlier steps too. */
final class DrawnCondition {
    /** What a condition is about. */
    enum About {
        ACTION,
        VERDICT,
        CREDENTIAL,
        CHANGE,
        WINDOW
    }

    /** A step that has been drawn already. */
    record Earlier(String name, About about) {}

    private final Draw draw;
    private final SequenceCast cast;
    private final boolean typed;

    /**
     * Draws from a cast.
     *
     * @param typed whether actions are always asked for as such: without it another kind of event may do
     */
    DrawnCondition(Draw draw, SequenceCast cast, boolean typed) {
        this.draw = draw;
        this.cast = cast;
        this.typed = typed;
    }

    SequenceExpression about(About about, List<Earlier> earlier) {
        SequenceExpression condition = switch (about) {
            case ACTION -> action();
            case VERDICT -> is("event.type", "verdict").and(verdict());
            case CREDENTIAL -> credential();
            case CHANGE -> change();
            case WINDOW -> window();
        };
        if (earlier.isEmpty() || draw.chance(60)) {
            return condition;
        }
        return relation(about, draw.pick(earlier)).map(condition::and).orElse(condition);
    }

    private SequenceExpression action() {
        SequenceExpression condition = switch (draw.between(1, 10)) {
            case 1 -> is("event.object", draw.pick(cast.objects())).negated();
            case 2 ->
                draw.chance(50) ? has("event.object") : has("event.object").negated();
            case 3 -> operation().or(is("event.object", draw.pick(cast.objects())));
            case 4 -> is("event.object", draw.pick(cast.objects())).or(operation());
            case 5 -> operation().and(is("event.outcome", "success", "partial"));
            case 6 -> assetClass().and(operation());
            case 7 -> operation().and(assetClass()).negated();
            case 8 -> has("event.asset.class").negated().or(operation());
            default -> operation();
        };
        return typed || draw.chance(40) ? is("event.type", "action").and(condition) : condition;
    }

    private SequenceExpression operation() {
        return is("event.operation", draw.some(cast.operations(), 1, 2).toArray(String[]::new));
    }

    private SequenceExpression assetClass() {
        return is("event.asset.class", World.CLASSES.get(draw.pick(cast.systems())));
    }

    private SequenceExpression verdict() {
        return switch (draw.between(1, 6)) {
            case 1 -> is("event.outcome", "AUTHORISED", "RATIFIED");
            case 2 -> is("event.outcome", "EXCEPTION").and(is("event.control", "release", "credential"));
            case 3 -> has("event.reason").negated();
            case 4 -> is("event.reason", "NO_CHANGE", "BEFORE_START", "AFTER_END", "NOT_APPROVED", "WRONG_IDENTITY");
            case 5 -> is("event.control", draw.oneOf("release", "credential"));
            default -> is("event.outcome", "EXCEPTION");
        };
    }

    private SequenceExpression credential() {
        SequenceExpression credential = is("event.type", "credential");
        return switch (draw.between(1, 3)) {
            case 1 -> credential;
            case 2 -> credential.and(is("event.state", "active"));
            default -> credential.and(is("event.state", "rotated", "revoked"));
        };
    }

    private SequenceExpression change() {
        return switch (draw.between(1, 4)) {
            case 1 -> is("event.type", "change", "freeze", "recording");
            case 2 ->
                is("event.type", "change").and(is("event.state", "approved").negated());
            case 3 -> is("event.type", "change").and(is("event.state", "approved"));
            default -> is("event.type", "change");
        };
    }

    private SequenceExpression window() {
        return switch (draw.between(1, 4)) {
            case 1 -> is("event.type", "window.open", "window.close");
            case 2 -> is("event.type", "window.open").and(is("event.change.id", World.changeId(0)));
            case 3 -> is("event.type", "window.close");
            default -> is("event.type", "window.open");
        };
    }

    /** What the two sorts of event have in common, if anything. */
    private Optional<SequenceExpression> relation(About about, Earlier earlier) {
        Optional<SequenceExpression> relation = switch (about) {
            case ACTION -> Optional.of(ofAction(earlier));
            case VERDICT ->
                Optional.of(
                        switch (earlier.about()) {
                            case ACTION -> related("action_id", earlier, "id");
                            case VERDICT -> related("action_id", earlier, "action_id");
                            case CREDENTIAL -> related("identity", earlier, "identity");
                            case CHANGE, WINDOW -> related("nearest", earlier, "id");
                        });
            case CREDENTIAL ->
                switch (earlier.about()) {
                    case ACTION -> Optional.of(related("id", earlier, "actor.credential"));
                    case VERDICT -> Optional.of(related("identity", earlier, "identity"));
                    case CREDENTIAL -> Optional.of(related("id", earlier, "id"));
                    case CHANGE, WINDOW -> Optional.empty();
                };
            case CHANGE, WINDOW ->
                switch (earlier.about()) {
                    case ACTION -> Optional.of(related("id", earlier, "change_ref"));
                    case VERDICT -> Optional.of(related("id", earlier, "nearest"));
                    case CREDENTIAL -> Optional.empty();
                    case CHANGE, WINDOW -> Optional.of(related("id", earlier, "id"));
                };
        };
        return draw.chance(15) ? relation.map(SequenceExpression::negated) : relation;
    }

    private SequenceExpression ofAction(Earlier earlier) {
        return switch (earlier.about()) {
            case ACTION -> {
                String member = draw.oneOf("object", "object", "object", "asset.system", "actor.principal");
                yield related(member, earlier, member);
            }
            case VERDICT -> related("id", earlier, "action_id");
            case CREDENTIAL -> related("actor.credential", earlier, "id");
            case CHANGE, WINDOW -> related("change_ref", earlier, "id");
        };
    }

    private static SequenceExpression related(String member, Earlier earlier, String other) {
        return same("event." + member, earlier.name() + "." + other);
    }
}
