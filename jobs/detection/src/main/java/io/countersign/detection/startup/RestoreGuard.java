package io.countersign.detection.startup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Looks at a checkpoint before it is restored. What it holds as written but not committed is gone when the broker has
 * timed its transactions out; Flink's Kafka sink then drops those results, logs a warning and runs on.
 */
public final class RestoreGuard {

    private static final String METADATA = "_metadata";
    private static final String COMMITTED = "_committed";

    private RestoreGuard() {}

    /**
     * Notes beside a savepoint that the job ended with it and committed everything it counts as written: then it is
     * good however old it becomes.
     *
     * @param directory of the savepoint, as a URI or path
     */
    public static void noteCommitted(String directory) throws IOException {
        Path note = new Path(directory, COMMITTED);
        note.getFileSystem().create(note, WriteMode.OVERWRITE).close();
    }

    /**
     * What speaks against restoring; empty if nothing does.
     *
     * @param directory of the checkpoint or savepoint, as a URI or path
     * @param transactionTimeout after which the broker aborts a transaction
     */
    public static List<String> problems(String directory, Duration transactionTimeout, Clock clock) {
        Path metadata = new Path(directory, METADATA);
        try {
            FileStatus status = metadata.getFileSystem().getFileStatus(metadata);
            Instant taken = Instant.ofEpochMilli(status.getModificationTime());
            Duration age = Duration.between(taken, clock.instant());
            Path committed = new Path(directory, COMMITTED);
            if (age.compareTo(transactionTimeout) < 0
                    || committed.getFileSystem().exists(committed)) {
                return List.of();
            }
            return List.of("checkpoint " + directory + " was taken at " + taken + ", " + age
                    + " ago, expected less than kafka.transaction.timeout " + transactionTimeout
                    + ": results it had not committed may be lost; start without it from the earliest offsets, or"
                    + " restore it all the same and replay what it may have lost");
        } catch (FileNotFoundException e) {
            return List.of("checkpoint " + directory + " has no " + METADATA
                    + "; give the directory of a completed checkpoint or savepoint");
        } catch (IOException e) {
            return List.of("checkpoint " + directory + " cannot be read (" + e + "); give a directory that can");
        }
    }
}
