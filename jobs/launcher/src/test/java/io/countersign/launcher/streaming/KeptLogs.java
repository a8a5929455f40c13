package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedSet;
import org.apache.flink.core.execution.JobClient;

/**
 * Logs of the same actions, and what one of them has if nothing happens to it.
 *
 * @param directory below which each log has its place
 * @param undisturbed bodies of that log
 */
record KeptLogs(TestStand stand, Path directory, SortedSet<String> undisturbed) implements AutoCloseable {

    /** Keeps the undisturbed one of so many actions. */
    static KeptLogs start(Path directory, int actions) throws Exception {
        TestStand stand = new TestStand(directory, 2);
        KeptLog kept = log(stand, directory, "undisturbed");
        kept.send(0, actions);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, actions);
        kept.stop(job);
        SortedSet<String> bodies = kept.bodies();
        assertThat(bodies.stream().filter(body -> body.startsWith("VERDICT"))).hasSizeGreaterThanOrEqualTo(actions);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        return new KeptLogs(stand, directory, bodies);
    }

    private static KeptLog log(TestStand stand, Path directory, String name) throws Exception {
        return new KeptLog(stand, directory, name, directory.resolve(name + "-evidence"));
    }

    KeptLog log(String name) throws Exception {
        return log(stand, directory, name);
    }

    KeptLog log(String name, Path store) throws Exception {
        return new KeptLog(stand, directory, name, store);
    }

    @Override
    public void close() {
        stand.close();
    }
}
