package io.countersign.evidence.log;

import io.countersign.evidence.tree.Hash;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Lines of one lane that follow each other, and the file they are in (E3).
 *
 * @param epoch of the log in which they were written
 * @param firstSeq place of the first line in its lane, from 0
 * @param lastSeq place of the last line
 * @param path key of the file in the store, once the log has it
 * @param objectSha256 of the file
 * @param contentSha256 of what the file holds when it is decompressed
 * @param contentBytes how many bytes that is
 * @param root of the tree of the lines (RFC 6962), each without its line feed
 * @param firstMillis the earliest event time, in epoch milliseconds
 * @param lastMillis the latest event time
 * @param counts how many lines there are of each type
 * @param origin of the segment: who made it, and by which contracts and rules
 */
public record Segment(
        int epoch,
        int lane,
        long firstSeq,
        long lastSeq,
        String path,
        Hash objectSha256,
        Hash contentSha256,
        long contentBytes,
        Hash root,
        long firstMillis,
        long lastMillis,
        Map<String, Long> counts,
        Origin origin) {

    public Segment {
        if (epoch < 1 || lane < 0 || firstSeq < 0 || lastSeq < firstSeq) {
            throw new IllegalArgumentException(
                    "epoch " + epoch + ", lane " + lane + ", lines " + firstSeq + " to " + lastSeq);
        }
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(objectSha256, "objectSha256");
        Objects.requireNonNull(contentSha256, "contentSha256");
        Objects.requireNonNull(root, "root");
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        Objects.requireNonNull(origin, "origin");
    }

    /**
     * Who made a segment, and by what.
     *
     * @param rulesSha256 of the object that lists the rules in force
     * @param schemaSha256 of the object that lists the contracts
     * @param build version of the program
     * @param job id of the Flink job
     * @param flinkCheckpoint number of the checkpoint it belongs to
     */
    public record Origin(String rulesSha256, String schemaSha256, String build, String job, long flinkCheckpoint) {

        public Origin {
            Objects.requireNonNull(rulesSha256, "rulesSha256");
            Objects.requireNonNull(schemaSha256, "schemaSha256");
            Objects.requireNonNull(build, "build");
            Objects.requireNonNull(job, "job");
        }
    }

    /** The same, as part of a checkpoint of Flink. */
    public Segment ofCheckpoint(long number) {
        return new Segment(
                epoch,
                lane,
                firstSeq,
                lastSeq,
                path,
                objectSha256,
                contentSha256,
                contentBytes,
                root,
                firstMillis,
                lastMillis,
                counts,
                new Origin(origin.rulesSha256(), origin.schemaSha256(), origin.build(), origin.job(), number));
    }

    /** Whether another has the same lines at the same place. */
    boolean hasSameLines(Segment other) {
        return lane == other.lane && firstSeq == other.firstSeq && lastSeq == other.lastSeq && root.equals(other.root);
    }

    /** How many lines it has. */
    public long count() {
        return lastSeq - firstSeq + 1;
    }
}
