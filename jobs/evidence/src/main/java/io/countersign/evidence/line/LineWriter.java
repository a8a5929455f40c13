package io.countersign.evidence.line;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.record.RawReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Writes lines of evidence (E1), without the line feed. A line starts with the CRC-32 of what comes after it, so that a
 * line which was damaged can be named: the hashes say only that one of a segment was.
 */
public final class LineWriter {

    /** The longest line, in bytes without the line feed. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The version of what is written, the member {@code v}. */
    public static final int VERSION = 1;

    static final String START = "{\"crc\":\"";

    /** Where that begins which the CRC-32 is of. */
    static final int CHECKED_FROM = START.length() + 8 + 2;

    /** A vendor's id of a request is a hint; one that could fill a line is none. */
    private static final int LONGEST_REQUEST_ID = 1024;

    private LineWriter() {}

    /**
     * A line.
     *
     * @param line its bytes, at most {@link #MAX_BYTES}
     * @param apart the record, where it is too long for a line and is named there by its SHA-256; else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
    public record Written(byte[] line, byte[] apart) {}

    /**
     * Writes a record.
     *
     * @param epoch of the log, from 1
     * @param seq its place in its lane, from 0
     */
    public static Written write(EvidenceRecord evidence, int epoch, long seq) {
        byte[] line = write(evidence, epoch, seq, false);
        return line.length <= MAX_BYTES
                ? new Written(line, new byte[0])
                : new Written(write(evidence, epoch, seq, true), evidence.record());
    }

    private static byte[] write(EvidenceRecord evidence, int epoch, long seq, boolean apart) {
        byte[] line = JsonWriter.forEvidence()
                .object(json -> {
                    json.member("crc", "00000000").member("epoch", epoch).member("id", evidence.id());
                    if (evidence.previous() != null) {
                        json.member("previous", evidence.previous().name());
                    }
                    RawReference raw = evidence.raw();
                    if (raw != null) {
                        json.member("raw", each -> raw(each, raw));
                    }
                    if (apart) {
                        json.member("record_sha256", Codec.sha256(evidence.record()));
                    } else {
                        json.json("record", evidence.record());
                    }
                    json.member("seq", seq)
                            .member("time", Instant.ofEpochMilli(evidence.timeMillis()))
                            .member("type", evidence.type().wireName())
                            .member("v", VERSION);
                })
                .toBytes();
        byte[] crc = crc(line, 0, line.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(crc, 0, line, START.length(), crc.length);
        return line;
    }

    private static void raw(JsonWriter json, RawReference raw) {
        String requestId = raw.requestId();
        json.member("offset", raw.offset())
                .member("partition", raw.partition())
                .member("request_id", requestId == null || requestId.length() > LONGEST_REQUEST_ID ? null : requestId)
                .member("sha256", raw.sha256())
                .member("topic", raw.topic());
    }

    /** Eight lower-case hex digits: the CRC-32 of the line between two places, but for its own member. */
    static String crc(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from + CHECKED_FROM, to - from - CHECKED_FROM);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
