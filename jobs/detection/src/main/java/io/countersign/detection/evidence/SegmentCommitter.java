package io.countersign.detection.evidence;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.LockedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
final class SegmentCommitter implements Committer<Segment> {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentCommitter.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final EvidenceTarget target;
    private @Nullable EvidenceLog log;

    SegmentCommitter(EvidenceTarget target) {
        this.target = target;
    }

    @Override
    public void commit(Collection<CommitRequest<Segment>> requests) throws IOException {
        List<Segment> segments = new ArrayList<>();
        requests.forEach(request -> segments.add(request.getCommittable()));
        if (segments.isEmpty()) {
            return;
        }
        try {
            if (log == null) {
                log = target.log();
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
