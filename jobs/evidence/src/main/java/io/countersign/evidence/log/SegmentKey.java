package io.countersign.evidence.log;

import io.countersign.evidence.tree.Hash;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/** Where segments are in a store (E2). */
public final class SegmentKey {

    /** Under which segments wait that the log does not have yet. */
    static final String STAGING = "staging/";

    private SegmentKey() {}

    /** {@code segments/lane=<LL>/<yyyy>/<mm>/<dd>/<first_seq>-<last_seq>-<root 16 hex>.jsonl.gz}. */
    public static String of(int lane, long firstSeq, long lastSeq, Hash root, long firstMillis) {
        ZonedDateTime day = Instant.ofEpochMilli(firstMillis).atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "segments/lane=%02d/%04d/%02d/%02d/%012d-%012d-%s.jsonl.gz",
                lane,
                day.getYear(),
                day.getMonthValue(),
                day.getDayOfMonth(),
                firstSeq,
                lastSeq,
                root.toHex().substring(0, 16));
    }

    /** The same before the log has it: named by its bytes. */
    static String staged(String objectSha256) {
        return STAGING + objectSha256 + ".jsonl.gz";
    }
}
