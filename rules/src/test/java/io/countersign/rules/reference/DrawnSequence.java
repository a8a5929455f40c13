package io.countersign.rules.reference;

import io.countersign.rules.reference.DrawnCondition.About;
import io.countersign.rules.reference.DrawnCondition.Earlier;
import io.countersign.rules.reference.SequenceKey.Constant;
import io.countersign.rules.reference.SequenceKey.Either;
import io.countersign.rules.reference.SequenceKey.Member;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sequence over the events of a cast. */
final class DrawnSequence {
    /**
     * What makes a key, and the sorts of event that have it.
     *
     * @param typed whether steps always ask for actions as such, as other events have the key too
     */
    private record Keyed(List<SequenceKey> by, List<About> sorts, boolean typed) {}

    private static final List<String> NAMES = List.of("first", "second", "third", "fourth");
    private static final Member PRINCIPAL = new Member("event.actor.principal");
    private static final Member SYSTEM = new Member("event.asset.system");
    private static final Member IDENTITY = new Member("event.identity");

    /** Only actions have these keys, so that nothing else can be part of a sequence that does not wait. */
    private static final List<Keyed> ACTIONS = List.of(
            new Keyed(List.of(PRINCIPAL), List.of(About.ACTION), false),
            new Keyed(List.of(PRINCIPAL), List.of(About.ACTION), false),
            new Keyed(List.of(SYSTEM), List.of(About.ACTION), false),
            new Keyed(List.of(PRINCIPAL, SYSTEM), List.of(About.ACTION), false));

    /** A change, its window and the actions that refer to it. */
    private static final Keyed ABOUT_CHANGES = new Keyed(
            List.of(new Either("event.change_ref", "event.id")),
            List.of(About.ACTION, About.ACTION, About.CHANGE, About.WINDOW, About.WINDOW),
            true);

    private static final List<Keyed> REGISTER = List.of(
            new Keyed(List.of(IDENTITY), List.of(About.ACTION, About.ACTION, About.VERDICT, About.CREDENTIAL), false),
            new Keyed(List.of(IDENTITY), List.of(About.ACTION, About.VERDICT), true),
            new Keyed(List.of(IDENTITY, SYSTEM), List.of(About.ACTION), false),
            ABOUT_CHANGES,
            ABOUT_CHANGES,
            new Keyed(List.of(new Constant("all")), List.of(About.values()), true));

    private final Draw draw;
    private final Keyed keyed;
    private final DrawnCondition conditions;
    private final List<Step> steps = new ArrayList<>();
    private final List<Earlier> earlier = new ArrayList<>();
    private int nots = 0;

    private DrawnSequence(Draw draw, SequenceCast cast, Keyed keyed) {
        this.draw = draw;
        this.keyed = keyed;
        this.conditions = new DrawnCondition(draw, cast, keyed.typed());
    }

    /** One that needs nothing but actions. */
    static SequenceSpec ofActions(String id, Draw draw, SequenceCast cast) {
        return new DrawnSequence(draw, cast, draw.pick(ACTIONS)).drawn(id);
    }

    /** One that waits for the register. */
    static SequenceSpec ofRegister(String id, Draw draw, SequenceCast cast) {
        SequenceSpec spec = new DrawnSequence(draw, cast, draw.pick(REGISTER)).drawn(id);
        // A constant key with nothing but actions waits for nothing: what else has that key must not matter then.
        return spec.waitsForRegister() ? spec : ofRegister(id, draw, cast);
    }

    private SequenceSpec drawn(String id) {
        int taken = draw.oneOf(1, 2, 2, 2, 3, 3, 4);
        for (int place = 0; place < taken; place++) {
            take(NAMES.get(place));
            boolean last = place == taken - 1;
            if (draw.chance(last ? 30 : 25)) {
                forbid();
                if (draw.chance(30)) {
                    forbid();
                }
            }
        }
        boolean single = steps.size() == 1 && steps.get(0).max() == 1;
        if (single) {
            Optional<Duration> within = Optional.of(Duration.ofSeconds(5)).filter(each -> draw.chance(50));
            return new SequenceSpec(id, keyed.by(), within, steps, Optional.empty());
        }
        Duration within = Duration.ofSeconds(draw.oneOf(2, 3, 4, 5, 8, 8, 10, 12, 20));
        return new SequenceSpec(id, keyed.by(), Optional.of(within), steps, until());
    }

    private void take(String name) {
        About about = draw.pick(keyed.sorts());
        SequenceExpression condition = conditions.about(about, earlier);
        int min = draw.chance(75) ? 1 : draw.between(1, 3);
        int max = draw.chance(75) ? min : min + draw.between(1, 2);
        steps.add(Step.times(name, condition, min, max));
        earlier.add(new Earlier(name, about));
    }

    private void forbid() {
        nots++;
        steps.add(Step.not("no_" + nots, conditions.about(draw.pick(keyed.sorts()), earlier)));
    }

    /** It may name any step, of which some may not have been taken yet. */
    private Optional<SequenceExpression> until() {
        return draw.chance(25) ? Optional.of(conditions.about(draw.pick(keyed.sorts()), earlier)) : Optional.empty();
    }
}
