package io.countersign.bench;

import io.countersign.detection.ingest.Ingested;
import org.apache.flink.api.common.functions.FilterFunction;

/** Ends a pipeline: tells the {@link Probe} of each message that has come this far, and lets nothing pass. */
interface CountingFunction<T> extends FilterFunction<T> {

    /** Whether an element is the last one of a message. */
    boolean endsMessage(T element);

    @Override
    default boolean filter(T element) {
        Probe probe = Probe.current();
        if (probe != null && endsMessage(element)) {
            probe.done(1);
        }
        return false;
    }

    /** Messages as bytes. */
    final class OfBytes implements CountingFunction<byte[]> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean endsMessage(byte[] element) {
            return true;
        }
    }

    /** What was ingested: the count of the message comes after its events. */
    final class OfIngested implements CountingFunction<Ingested> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean endsMessage(Ingested element) {
            return element.message() != null;
        }
    }
}
