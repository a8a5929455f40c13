package io.countersign.schemas.record;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something a principal did (S2, {@code type: action}).
 *
 * @param id the source's own id, or a content hash where the vendor gives none; not necessarily unique (S6.1)
 * @param time when it happened, millisecond precision
 * @param source the log it was read from
 * @param actor who did it
 * @param asset the financial asset it touched, if any
 * @param operation what was done
 * @param object what it was done to, for example a table
 * @param outcome how it ended
 * @param changeRef the change the action itself names, if any
 * @param runId the pipeline run it belongs to, if any
 * @param interactive whether a person was at the keyboard, where the record tells
 * @param origin where it came from
 * @param raw where its source bytes are; no part of its content
 */
public record Action(
        String id,
        Instant time,
        String source,
        Actor actor,
        @Nullable Asset asset,
        Operation operation,
        @Nullable String object,
        ActionOutcome outcome,
        @Nullable String changeRef,
        @Nullable String runId,
        @Nullable Boolean interactive,
        @Nullable Origin origin,
        @Nullable RawReference raw)
        implements CanonicalRecord {

    public Action {
        Objects.requireNonNull(id, "id");
        time = Times.millis(time);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(outcome, "outcome");
    }

    @Override
    public RecordType type() {
        return RecordType.ACTION;
    }
}
