package io.countersign.detection.evidence;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.LockedException;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log take the segments of a checkpoint. It never gives one up: what the log refuses stops the job, for good where
 * no restart can help. Telling Flink that a segment has failed would make it drop the segment without a word.
 */
final class SegmentCommitter implements Committer<StagedSegment> {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentCommitter.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final EvidenceTarget target;
    private @Nullable EvidenceLog log;

    SegmentCommitter(EvidenceTarget target) {
        this.target = target;
    }

    @Override
    public void commit(Collection<CommitRequest<StagedSegment>> requests) throws IOException {
        List<Segment> segments = new ArrayList<>();
        Map<StagedSegment.Home, List<Segment>> others = new LinkedHashMap<>();
        for (CommitRequest<StagedSegment> request : requests) {
            StagedSegment staged = request.getCommittable();
            if (staged.home().log().equals(target.log())) {
                segments.add(staged.segment());
            } else {
                others.computeIfAbsent(staged.home(), unused -> new ArrayList<>())
                        .add(staged.segment());
            }
        }
        try {
            for (Map.Entry<StagedSegment.Home, List<Segment>> other : others.entrySet()) {
                requireTaken(other.getKey(), other.getValue());
            }
            if (segments.isEmpty()) {
                return;
            }
            if (log == null) {
                log = target.open();
            }
            int taken = log.take(segments);
            if (taken < segments.size()) {
                LOG.info("The log had {} of {} segments already.", segments.size() - taken, segments.size());
            }
        } catch (LockedException e) {
            LOG.warn("{}", e.getMessage());
            pause();
            requests.forEach(CommitRequest::retryLater);
        } catch (EvidenceLogException e) {
            LOG.error("The evidence log refuses what the job has: {}", e.getMessage());
            throw new SuppressRestartsException(e);
        }
    }

    /**
     * The savepoint at which a job leaves a log is taken before the log takes the last segments. They are no business of
     * the log that follows, but none may be lost in between.
     */
    private void requireTaken(StagedSegment.Home home, List<Segment> segments) throws IOException {
        String what = segments.size() + " segments of the savepoint belong to log " + home.log() + " in "
                + home.directory() + ", which the job has left for log " + target.log();
        int missing;
        try {
            EvidenceReader reader = EvidenceReader.open(new PosixStorage(Path.of(home.directory())));
            missing = reader.checkpoint().origin().equals(home.log()) ? reader.missing(segments) : segments.size();
        } catch (IOException e) {
            throw unfinished(what + ", and whether it has them cannot be told: " + e.getMessage()
                    + "; leave that log in its place until the job has started");
        }
        if (missing > 0) {
            throw unfinished(what + ", but " + missing + " of them are not in it; go on with log " + home.log()
                    + " from this savepoint, stop with another one, and go over to log " + target.log() + " from that");
        }
        LOG.info("{}; it has them all.", what);
    }

    private static EvidenceLogException unfinished(String message) {
        return new EvidenceLogException(EvidenceLogException.Code.UNFINISHED, message);
    }

    /** Flink asks again at once, ten times, and then fails the job: who has the log must have the time to end. */
    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another process had the evidence log");
        }
    }

    @Override
    public void close() {}
}
