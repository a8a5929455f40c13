package io.countersign.launcher.trial;

import io.countersign.detection.judge.JudgeSettings;
import io.countersign.rules.catalog.RuleFile;
import java.util.List;

/**
 * One run of the detection topology.
 *
 * @param name what tells it from the others of its job
 * @param rules the rules in force
 * @param settings how the judge waits and forgets
 * @param inputs what arrives
 * @param parallelism its subtasks
 * @param parallelismAfterRestart its subtasks after a restart from a savepoint, which is taken behind the first phase; 0
 *     for no restart
 */
public record Trial(
        String name,
        List<RuleFile> rules,
        JudgeSettings settings,
        List<Script> inputs,
        int parallelism,
        int parallelismAfterRestart) {

    public Trial {
        rules = List.copyOf(rules);
        inputs = List.copyOf(inputs);
    }

    boolean restarts() {
        return parallelismAfterRestart > 0;
    }

    int phases() {
        return inputs.stream().mapToInt(Script::phases).max().orElse(0);
    }

    /** The same, but that it begins so much later that it has as many phases. */
    Trial endingInPhase(int phases) {
        List<Script> later =
                inputs.stream().map(input -> input.after(phases - phases())).toList();
        return new Trial(name, rules, settings, later, parallelism, parallelismAfterRestart);
    }

    int lanes() {
        return inputs.stream().mapToInt(input -> input.lanes().size()).sum();
    }
}
