package io.countersign.evidence.verify;

import io.countersign.schemas.codec.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Who watched which source when. Used by one thread, once. */
final class Heartbeats {

    /** A heartbeat comes every five minutes; one that took twice as long came late because the job stood still. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private static final class Source {
        private final Chain chain = new Chain();
        private long count;
        private long silent;
        private long late;
        private long longest;
        private long longestFrom;
    }

    private final Problems problems;
    private final Map<String, Source> sources = new TreeMap<>();

    Heartbeats(Problems problems) {
        this.problems = problems;
    }

    /** Takes a heartbeat. */
    void take(int epoch, Account.Heartbeat heartbeat) {
        Source source = sources.computeIfAbsent(heartbeat.source(), each -> new Source());
        source.chain.add(epoch, heartbeat.n(), heartbeat.from(), heartbeat.to());
        source.count++;
        source.silent += heartbeat.events() == 0 ? 1 : 0;
        long length = heartbeat.to() - heartbeat.from();
        source.late += length > LATE.toMillis() ? 1 : 0;
        if (length > source.longest) {
            source.longest = length;
            source.longestFrom = heartbeat.from();
        }
    }

    /**
     * Looks for holes.
     *
     * @param isWhole whether all lines are there, so that a hole is one of the job and not of the evidence
     * @param someLost whether heartbeats are among the lines that cannot be read
     */
    void end(boolean isWhole, boolean someLost) {
        sources.forEach((name, source) -> {
            if (!someLost) {
                source.chain
                        .holes()
                        .forEach(each -> problems.add(
                                isWhole ? Code.E_HEARTBEAT_MISSING : Code.SOURCE_ACCOUNTING,
                                "source " + name,
                                "of its heartbeats, " + each));
            }
            if (source.late > 0) {
                problems.add(
                        Code.OUTAGE,
                        "source " + name,
                        "was not watched as it should " + source.late + " times; the longest was "
                                + Duration.ofMillis(source.longest).toMinutes() + " minutes from "
                                + Rfc3339.format(Instant.ofEpochMilli(source.longestFrom)));
            }
            if (source.silent > 0) {
                problems.add(
                        Code.SOURCE_SILENT,
                        "source " + name,
                        "delivered nothing in " + source.silent + " of " + source.count + " heartbeats");
            }
        });
    }
}
