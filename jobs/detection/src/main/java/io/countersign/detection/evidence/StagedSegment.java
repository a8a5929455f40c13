package io.countersign.detection.evidence;

import io.countersign.evidence.log.Segment;
import java.util.Objects;

/**
 * A segment that waits for its log. A savepoint may bring it to a job that keeps another log by then.
 *
 * @param home where it belongs
 */
record StagedSegment(Home home, Segment segment) {

    StagedSegment {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(segment, "segment");
    }

    /**
     * A log.
     *
     * @param log its name
     * @param directory of its store
     */
    record Home(String log, String directory) {

        Home {
            Objects.requireNonNull(log, "log");
            Objects.requireNonNull(directory, "directory");
        }
    }

    /** The same, as part of a checkpoint of Flink. */
    StagedSegment ofCheckpoint(long number) {
        return new StagedSegment(home, segment.ofCheckpoint(number));
    }
}
