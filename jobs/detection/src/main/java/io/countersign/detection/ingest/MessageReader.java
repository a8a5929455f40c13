package io.countersign.detection.ingest;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.Message;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages of one dialect. A message becomes all of its events or, should the dialect fail on it, one quarantined
 * event with its bytes; it never ends the job. Used by one thread at a time.
 */
final class MessageReader {

    private static final Logger LOG = LoggerFactory.getLogger(MessageReader.class);
    private static final byte[] NOTHING = new byte[0];

    private final Dialect dialect;

    MessageReader(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * What became of each event of a message, in its order, and last the count of the message under the source of its
     * first event. All of it is gathered first, so that a failure of what comes after is never taken for one of the
     * dialect.
     */
    List<Ingested> read(Message message) {
        List<Ingested> gathered = new ArrayList<>();
        IngestedEvents events = new IngestedEvents(message, new ListCollector<>(gathered));
        byte[] value = message.value();
        if (value == null || value.length == 0) {
            events.unreadable(message.topic(), QuarantineReason.EMPTY, "no bytes given, expected a message", NOTHING);
        } else {
            try {
                dialect.read(message, events);
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error(
                        "Dialect {} failed on {}-{}@{}, which is quarantined",
                        dialect.name(),
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        e);
                gathered.clear();
                events.unreadable(
                        message.topic(),
                        QuarantineReason.NOT_JSON,
                        "dialect " + dialect.name() + " failed on it: "
                                + e.getClass().getSimpleName(),
                        value);
            }
        }
        gathered.add(Ingested.message(new MessageRead(
                events.source(),
                message.topic(),
                message.partition(),
                message.offset(),
                value == null ? 0 : value.length)));
        return gathered;
    }
}
