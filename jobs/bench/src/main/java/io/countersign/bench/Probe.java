package io.countersign.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds a running pipeline back until it is told to start, and sees when all was read and all was done. There is one at
 * a time in this process, since Kafka's clients and Flink's operators, which report to it, are made by others.
 */
final class Probe {

    private static volatile @Nullable Probe current;

    private final String input;
    private final @Nullable String output;
    private final CountDownLatch held;
    private final CountDownLatch start = new CountDownLatch(1);
    private final Milestone read;
    private final Milestone done;

    /** A number that is counted up to, and when it was reached. */
    private static final class Milestone {

        private final long target;
        private final AtomicLong count = new AtomicLong();
        private final CountDownLatch reached = new CountDownLatch(1);
        private volatile long nanos;

        Milestone(long target) {
            this.target = target;
        }

        void add(long more) {
            long now = count.addAndGet(more);
            if (now >= target && now - more < target) {
                nanos = System.nanoTime();
                reached.countDown();
            }
        }
    }

    private Probe(String input, int readers, @Nullable String output, long messages, long results) {
        held = new CountDownLatch(readers);
        this.input = input;
        this.output = output;
        read = new Milestone(messages);
        done = new Milestone(results);
    }

    /**
     * Takes the place of the one before.
     *
     * @param input the topic that is held back
     * @param readers how many threads read it
     * @param messages how many it holds
     * @param output the topic whose messages are results; null if an operator counts them
     * @param results how many results there will be
     */
    static Probe install(String input, int readers, long messages, @Nullable String output, long results) {
        Probe probe = new Probe(input, readers, output, messages, results);
        current = probe;
        return probe;
    }

    /** The one in place; null before the first. */
    static @Nullable Probe current() {
        return current;
    }

    /** Lets the input go; returns when, in the nanoseconds of {@link System#nanoTime}. */
    long start() {
        long now = System.nanoTime();
        start.countDown();
        return now;
    }

    /** Called by those who read: waits for the start, then counts. */
    void read(String topic, long messages) {
        if (!topic.equals(input)) {
            return;
        }
        if (start.getCount() > 0) {
            held.countDown();
        }
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        read.add(messages);
    }

    /** Called by those who write. */
    void written(String topic) {
        if (topic.equals(output)) {
            done.add(1);
        }
    }

    /** Called by the operator that ends a pipeline without output. */
    void done(long results) {
        done.add(results);
    }

    /** Whether all readers hold their first messages and wait for the start. */
    boolean awaitHeld(long millis) throws InterruptedException {
        return held.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean awaitRead(long millis) throws InterruptedException {
        return read.reached.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean awaitDone(long millis) throws InterruptedException {
        return done.reached.await(millis, TimeUnit.MILLISECONDS);
    }

    /** When the last result came, in the nanoseconds of {@link System#nanoTime}. */
    long doneNanos() {
        return done.nanos;
    }

    /** How far it has come, for a message. */
    String progress() {
        return read.count + " of " + read.target + " messages read, " + done.count + " of " + done.target + " results";
    }
}
