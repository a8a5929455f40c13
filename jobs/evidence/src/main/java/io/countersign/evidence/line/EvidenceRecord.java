package io.countersign.evidence.line;

import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes a line of evidence once it has its place.
 *
 * @param type what it holds
 * @param id 32 lower-case hex digits. Records with the same are the same, but for the revisions of a verdict
 * @param timeMillis its event time in epoch milliseconds; of what has none, when it was made
 * @param raw where the source bytes of an action, a register record or a mark are; of a verdict that became an exception,
 *     where those of its action were, which the store keeps
 * @param previous the outcome of a verdict's revision before this one
 * @param record canonical JSON of it, as {@link EvidenceCodec} writes it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
public record EvidenceRecord(
        EvidenceType type,
        String id,
        long timeMillis,
        @Nullable RawReference raw,
        @Nullable VerdictOutcome previous,
        byte[] record) {

    private static final int ID_DIGITS = 32;

    public EvidenceRecord {
        Objects.requireNonNull(type, "type");
        if (!isId(id)) {
            throw new IllegalArgumentException("id '" + id + "', expected " + ID_DIGITS + " lower-case hex digits");
        }
        Objects.requireNonNull(record, "record");
    }

    /** Whether a text has the form of an id. */
    public static boolean isId(String text) {
        return text.length() == ID_DIGITS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /**
     * An action that a rule selects.
     *
     * @param contentSha256 lower-case hex of the SHA-256 over its content (S6.1), of which the id is the beginning
     */
    public static EvidenceRecord of(Action action, String contentSha256) {
        return new EvidenceRecord(
                EvidenceType.ACTION,
                contentSha256.substring(0, ID_DIGITS),
                action.time().toEpochMilli(),
                action.raw(),
                null,
                EvidenceCodec.write(action));
    }

    /** A version of a register record, with the SHA-256 over its content and where it was read. */
    public static EvidenceRecord of(RegisterRecord version, String contentSha256, @Nullable RawReference raw) {
        return of(version, contentSha256, version.recordedAt().toEpochMilli(), raw);
    }

    /** A mark, with the SHA-256 over its content and where it was read. */
    public static EvidenceRecord of(Mark mark, String contentSha256, @Nullable RawReference raw) {
        return of(mark, contentSha256, mark.completeThrough().toEpochMilli(), raw);
    }

    private static EvidenceRecord of(
            CanonicalRecord canonical, String contentSha256, long timeMillis, @Nullable RawReference raw) {
        EvidenceType type = Objects.requireNonNull(
                EvidenceType.of(canonical.type().wireName()), "every canonical record is evidence");
        return new EvidenceRecord(
                type, contentSha256.substring(0, ID_DIGITS), timeMillis, raw, null, EvidenceCodec.write(canonical));
    }

    /** A revision of a verdict, with the outcome of the one before. */
    public static EvidenceRecord of(Verdict verdict, @Nullable VerdictOutcome previous) {
        return of(verdict, previous, null);
    }

    /** A revision of a verdict, with the outcome of the one before, and the source bytes that are kept for it. */
    public static EvidenceRecord of(Verdict verdict, @Nullable VerdictOutcome previous, @Nullable RawReference kept) {
        return new EvidenceRecord(
                EvidenceType.VERDICT,
                verdict.id(),
                verdict.time().toEpochMilli(),
                kept,
                previous,
                EvidenceCodec.write(verdict));
    }

    /** A match. */
    public static EvidenceRecord of(Match match) {
        return new EvidenceRecord(
                EvidenceType.MATCH, match.id(), match.time().toEpochMilli(), null, null, EvidenceCodec.write(match));
    }

    /** The lane it belongs to: the first 32 bits of its id modulo the number of lanes (E4). */
    public int lane(int lanes) {
        return (int) (Long.parseLong(id, 0, 8, 16) % lanes);
    }
}
