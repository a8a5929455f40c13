package io.countersign.launcher.rules;

import io.countersign.detection.judge.JudgeSettings;
import io.countersign.launcher.trial.Script;
import io.countersign.launcher.trial.Trial;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A way in which the records of a case arrive. What they settle to must not depend on it.
 *
 * <p>A bounded run judges when all has arrived; a stream judges as its sources become complete, and may say in between
 * that it cannot know yet. What is settled is the same where the watermark has passed every action by
 * {@code retention}, so that each trial of a stream ends with that: an exception then gets its final revision with what
 * its sources were complete through (S4.5), and what waits for a silent source stays indeterminate (S4.7).
 */
enum Perturbation {
    /** A bounded run over the records in their order. */
    AS_WRITTEN("as it is written", 1, 0) {
        @Override
        List<Script> arrival(Arrival arrival, Random random) {
            return arrival.asWritten();
        }
    },
    /** A bounded run over the records in any order, each of them twice. */
    PERMUTED("in another order, with every record twice, by two subtasks", 2, 0) {
        @Override
        List<Script> arrival(Arrival arrival, Random random) {
            return arrival.twice(random);
        }
    },
    /** A stream that has all actions before it has any register record. */
    DELAYED("in a stream, with the register after the actions", 1, 0) {
        @Override
        List<Script> arrival(Arrival arrival, Random random) {
            return arrival.delayed(random);
        }
    },
    /** A stream that is stopped with a savepoint after half of the records, and goes on with fewer subtasks. */
    RESTARTED("in a stream, with a restart in the middle", 2, 1) {
        @Override
        List<Script> arrival(Arrival arrival, Random random) {
            return arrival.interrupted(random);
        }
    };

    private static final Duration MAX_WAIT = Duration.ofHours(1);
    private static final Duration DEDUP_HORIZON = Duration.ofHours(24);

    private final String how;
    private final int parallelism;
    private final int parallelismAfterRestart;

    Perturbation(String how, int parallelism, int parallelismAfterRestart) {
        this.how = how;
        this.parallelism = parallelism;
        this.parallelismAfterRestart = parallelismAfterRestart;
    }

    /** The end of a sentence about a case. */
    String how() {
        return how;
    }

    abstract List<Script> arrival(Arrival arrival, Random random);

    /**
     * A trial of a case.
     *
     * @param rules the rule, and those that it is judged beside
     * @param seed what the order is drawn from, together with the case's name
     */
    Trial trial(RuleCase each, List<RuleFile> rules, long seed) {
        Random random = new Random(31 * seed + each.name().hashCode());
        boolean streams = this == DELAYED || this == RESTARTED;
        return new Trial(
                trialOf(each),
                rules,
                streams ? streaming(each.completeness()) : JudgeSettings.bounded(each.completeness()),
                arrival(new Arrival(each.given(), each.completeness()), random),
                parallelism,
                parallelismAfterRestart);
    }

    /** The name of a case's trial. */
    String trialOf(RuleCase each) {
        return name() + " " + each.name();
    }

    private static JudgeSettings streaming(Map<String, Completeness.Mode> completeness) {
        return new JudgeSettings(
                completeness, Arrival.MAX_DELAY, MAX_WAIT, Arrival.RETENTION, DEDUP_HORIZON, MAX_WAIT, false, Set.of());
    }
}
