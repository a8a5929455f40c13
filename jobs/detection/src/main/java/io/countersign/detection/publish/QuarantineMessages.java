package io.countersign.detection.publish;

import io.countersign.detection.ingest.Quarantined;
import io.countersign.schemas.codec.Codec;
import java.util.Arrays;

/**
 * What could not be read: the bytes unchanged, why and where from in the headers (E10). Of bytes that might not fit into
 * a message the first 64 KiB are kept, and the length and SHA-256 of all.
 */
public final class QuarantineMessages extends TopicMessages<Quarantined> {

    private static final long serialVersionUID = 1L;
    private static final int LARGEST_WHOLE = 768 * 1024;
    private static final int KEPT_OF_LARGER = 64 * 1024;

    private final String build;

    /** For a topic; the build is the one that could not read the bytes. */
    public QuarantineMessages(String topic, String build) {
        super(topic);
        this.build = build;
    }

    @Override
    String key(Quarantined quarantined) {
        return quarantined.topic() + "-" + quarantined.partition() + "-" + quarantined.offset();
    }

    @Override
    byte[] value(Quarantined quarantined) {
        byte[] raw = quarantined.raw();
        return raw.length > LARGEST_WHOLE ? Arrays.copyOf(raw, KEPT_OF_LARGER) : raw;
    }

    @Override
    Headers headers(Quarantined quarantined) {
        byte[] raw = quarantined.raw();
        Headers headers = new Headers()
                .with("reason", quarantined.reason().name())
                .with("detail", quarantined.detail())
                .with("topic", quarantined.topic())
                .with("partition", Integer.toString(quarantined.partition()))
                .with("offset", Long.toString(quarantined.offset()))
                .with("timestamp", Long.toString(quarantined.timestampMillis()))
                .with("build", build);
        return raw.length > LARGEST_WHOLE
                ? headers.with("length", Integer.toString(raw.length)).with("sha256", Codec.sha256(raw))
                : headers;
    }
}
