package io.countersign.detection.startup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the checkpoint or savepoint to go on from. */
public final class NewestCheckpoint {

    private static final Logger LOG = LoggerFactory.getLogger(NewestCheckpoint.class);
    private static final String METADATA = "_metadata";

    private NewestCheckpoint() {}

    /**
     * The newest complete one of any job: one is complete once its metadata is written, which happens last.
     *
     * @param directory that checkpoints and savepoints of a job's runs are kept in, as a URI or path
     */
    public static Optional<String> below(String directory) throws IOException {
        Path root = new Path(directory);
        FileSystem files = root.getFileSystem();
        List<FileStatus> found = new ArrayList<>();
        for (FileStatus each : list(files, root)) {
            if (each.isDir() && !addIfComplete(files, each.getPath(), found)) {
                for (FileStatus checkpoint : list(files, each.getPath())) {
                    addIfComplete(files, checkpoint.getPath(), found);
                }
            }
        }
        return found.stream()
                .max(Comparator.comparing(FileStatus::getModificationTime))
                .map(metadata -> metadata.getPath().getParent().toString());
    }

    /**
     * The same for a job that starts by itself: it cannot ask whether it matters that results were lost, so it says so and
     * goes on. What the evidence says is whole all the same.
     *
     * @param transactionTimeout after which the broker aborts a transaction
     */
    public static Optional<String> toGoOnFrom(String directory, Duration transactionTimeout, Clock clock)
            throws IOException {
        Optional<String> newest = below(directory);
        newest.ifPresent(path -> {
            LOG.info("Going on from {}", path);
            RestoreGuard.problems(path, transactionTimeout, clock)
                    .forEach(problem -> LOG.warn("{}; 'countersign evidence reconcile' tells which", problem));
        });
        return newest;
    }

    private static boolean addIfComplete(FileSystem files, Path directory, List<FileStatus> found) throws IOException {
        try {
            found.add(files.getFileStatus(new Path(directory, METADATA)));
            return true;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static FileStatus[] list(FileSystem files, Path directory) throws IOException {
        try {
            FileStatus[] entries = files.listStatus(directory);
            return entries == null ? new FileStatus[0] : entries;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
