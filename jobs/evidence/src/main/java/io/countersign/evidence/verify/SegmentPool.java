package io.countersign.evidence.verify;

import io.countersign.evidence.log.Segment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads several segments at once and hands over what was found in the order in which they were given. Never more than a
 * few findings wait. Used by one thread.
 */
final class SegmentPool implements AutoCloseable {

    private static final int WAITING_FOR_EACH_THREAD = 4;

    private final SegmentCheck.Context context;
    private final int most;
    private final Consumer<SegmentFinding> taker;
    private final ExecutorService threads;
    private final Deque<Future<SegmentFinding>> waiting = new ArrayDeque<>();

    /** Those that no thread uses at the moment. */
    private final ConcurrentLinkedQueue<SegmentCheck> checks = new ConcurrentLinkedQueue<>();

    SegmentPool(SegmentCheck.Context context, int threads, Consumer<SegmentFinding> taker) {
        this.context = context;
        this.taker = taker;
        most = threads * WAITING_FOR_EACH_THREAD;
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "segments");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Gives a segment; waits while too many are under way. */
    void submit(Segment segment, @Nullable String rulesDigest) throws IOException {
        while (waiting.size() >= most) {
            takeFirst();
        }
        waiting.add(threads.submit(() -> check(segment, rulesDigest)));
    }

    private SegmentFinding check(Segment segment, @Nullable String rulesDigest) throws IOException {
        SegmentCheck free = checks.poll();
        SegmentCheck check = free == null ? new SegmentCheck(context) : free;
        SegmentFinding finding = check.check(segment, rulesDigest);
        checks.add(check);
        return finding;
    }

    /** Waits for all that were given. */
    void drain() throws IOException {
        while (!waiting.isEmpty()) {
            takeFirst();
        }
    }

    private void takeFirst() throws IOException {
        try {
            taker.accept(waiting.remove().get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("a segment could not be looked at", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while segments were read");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
