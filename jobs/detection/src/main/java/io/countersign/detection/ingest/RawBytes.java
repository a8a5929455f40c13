package io.countersign.detection.ingest;

import io.countersign.schemas.record.RawReference;
import java.io.Serializable;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Where the source bytes of events can be had again. */
public interface RawBytes extends Serializable {

    /** Begins to read. */
    Reader open();

    /** Reads; used by one thread at a time. */
    interface Reader extends AutoCloseable {

        /** Hands over the bytes of each event that is still there, in any order. */
        void read(Collection<RawReference> wanted, BiConsumer<RawReference, byte[]> found);

        @Override
        void close();
    }
}
