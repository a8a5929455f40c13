package io.countersign.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.reference.ExpectedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@link JudgeAgreesWithReferenceTest} can fail: for each clause in {@code mutations.yaml}, a judge that disobeys it
 * differs from the reference in some generated world.
 */
class JudgeMutationsTest {

    private static final int WORLDS = 300;

    @TestFactory
    Stream<DynamicTest> shouldTurnRedWhenTheJudgeDisobeys() throws Exception {
        List<Mutation> mutations = Mutation.all();
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (MemoryCompiler compiler = new MemoryCompiler()) {
            List<Callable<Long>> trials = new ArrayList<>();
            mutations.forEach(mutation -> trials.add(() -> firstDifference(mutation, compiler)));
            List<Future<Long>> differences = pool.invokeAll(trials);
            List<DynamicTest> tests = new ArrayList<>();
            for (int i = 0; i < mutations.size(); i++) {
                Future<Long> difference = differences.get(i);
                tests.add(DynamicTest.dynamicTest(
                        mutations.get(i).toString(),
                        () -> assertThat(difference.get())
                                .as("world that differs")
                                .isNotNegative()));
            }
            return tests.stream();
        } finally {
            pool.shutdown();
        }
    }

    /** The first world on which a mutated judge and the reference disagree; -1 if there is none. */
    private static long firstDifference(Mutation mutation, MemoryCompiler compiler) throws Exception {
        Function<ExpectedWorld, Set<String>> judge = mutatedJudge(mutation, compiler);
        for (long seed = 0; seed < WORLDS; seed++) {
            ExpectedWorld world = ExpectedWorld.of(seed);
            if (!judge.apply(world).equals(new TreeSet<>(world.verdicts()))) {
                return seed;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked") // The class is that of JudgedWorld, by another loader.
    static Function<ExpectedWorld, Set<String>> mutatedJudge(Mutation mutation, MemoryCompiler compiler)
            throws Exception {
        ClassLoader classes = new MutatedClasses(compiler.compile(mutation.className(), mutation.mutatedSource()));
        return (Function<ExpectedWorld, Set<String>>) classes.loadClass(JudgedWorld.class.getName())
                .getDeclaredConstructor()
                .newInstance();
    }
}
