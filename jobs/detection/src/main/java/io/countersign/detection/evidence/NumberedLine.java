package io.countersign.detection.evidence;

import io.countersign.evidence.line.EvidenceType;
import java.util.Objects;

/**
 * A line of evidence in its place.
 *
 * @param lane the lane it belongs to
 * @param seq its place there
 * @param timeMillis its time in epoch milliseconds
 * @param line its bytes, without the line feed
 * @param apart the record, where it is too long for a line; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
public record NumberedLine(int lane, long seq, EvidenceType type, long timeMillis, byte[] line, byte[] apart) {

    public NumberedLine {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(apart, "apart");
    }
}
