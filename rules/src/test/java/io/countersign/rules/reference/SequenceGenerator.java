package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.Scenario.ControlYaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Small dense worlds for sequences: of actions alone, or of actions with a register, controls and marks. */
final class SequenceGenerator {
    /** A world with its controls, its sequences and what they match. */
    record Drawn(Scenario world, ReferenceSequences reference, List<SequenceSpec> sequences, List<ObjectNode> matches) {
        static Drawn of(Scenario world, List<SequenceSpec> sequences) {
            ReferenceSequences reference = ReferenceSequences.of(world);
            return new Drawn(world, reference, List.copyOf(sequences), reference.matches(sequences));
        }
    }

    private static final int ACTION_SEQUENCES = 3;
    private static final int REGISTER_SEQUENCES = 4;

    private SequenceGenerator() {}

    /** The same seed always gives the same; even ones are of actions alone. */
    static Drawn generate(long seed) {
        Draw draw = new Draw(seed);
        Drawn drawn = draw(draw, seed % 2 != 0);
        while (repeats(drawn)) {
            drawn = draw(draw, seed % 2 != 0);
        }
        return drawn;
    }

    /** Events of different sources may share an id; whether two matches of one id are two lines is left open. */
    private static boolean repeats(Drawn drawn) {
        Set<String> ids = new HashSet<>();
        return drawn.matches().stream()
                .map(match -> Fields.required(match, "id"))
                .anyMatch(id -> !ids.add(id));
    }

    private static Drawn draw(Draw draw, boolean register) {
        SequenceCast cast = SequenceCast.drawn(draw, register);
        List<ObjectNode> records = new ArrayList<>(new DrawnSequenceActions(draw, cast).actions());
        Map<String, String> completeness = new TreeMap<>(Map.of(World.CHANGES, "marks"));
        List<SequenceSpec> sequences = new ArrayList<>();
        for (int number = 1; number <= (register ? 1 : ACTION_SEQUENCES); number++) {
            sequences.add(DrawnSequence.ofActions("actions-" + number, draw, cast));
        }
        if (!register) {
            Scenario world = new Scenario(ScenarioGenerator.spelt(draw, records), List.of(), completeness, List.of());
            return Drawn.of(world, sequences);
        }
        for (int number = 1; number <= REGISTER_SEQUENCES; number++) {
            sequences.add(DrawnSequence.ofRegister("register-" + number, draw, cast));
        }
        records.addAll(new DrawnSequenceRegister(draw, cast).versions());
        completeness.put(World.INVENTORY, draw.oneOf("marks", "assumed"));
        records.addAll(marks(draw, cast));
        Scenario world = new Scenario(ScenarioGenerator.spelt(draw, records), List.of(), completeness, controls());
        return Drawn.of(world, sequences);
    }

    /** Some stop in the midst of the actions, on a full second. */
    private static List<ObjectNode> marks(Draw draw, SequenceCast cast) {
        List<ObjectNode> marks = new ArrayList<>();
        for (String source : List.of(World.CHANGES, World.INVENTORY)) {
            long through = cast.at(draw.chance(80) ? 3600 : draw.between(4, 24));
            marks.add(ScenarioGenerator.mark(source, through));
            if (draw.chance(30)) {
                marks.add(ScenarioGenerator.mark(source, through - 4 * SequenceCast.SECOND));
            }
        }
        return marks;
    }

    private static List<ControlYaml> controls() {
        return List.of(
                ScenarioGenerator.control(
                        "release",
                        "action.operation in ['write','define','deploy','grant']",
                        "change",
                        Map.of("sources", ScenarioGenerator.sources(World.CHANGES, World.INVENTORY))),
                ScenarioGenerator.control(
                        "credential",
                        "action.asset.environment == 'production'",
                        "credential",
                        Map.of("sources", ScenarioGenerator.sources(World.VAULT, World.INVENTORY))));
    }
}
