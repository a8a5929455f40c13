package io.countersign.evidence.verify;

import io.countersign.evidence.line.EightBytes;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineFormatException;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.Rfc3339;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares segments with their manifests. A sound one is read once; one that is not is read again, line by line, to say
 * where. Used by one thread at a time, for one segment after the other.
 */
final class SegmentCheck {

    /**
     * What is the same for all segments of a log.
     *
     * @param lanes how many the log has; 0 if that is not known
     * @param accounting whether lines are counted for the accounts
     * @param mayRepeat whether the log has epochs that may repeat lines
     */
    record Context(Storage storage, ObjectCheck objects, int lanes, boolean accounting, boolean mayRepeat) {}

    private final Context context;
    private final SegmentReader reader = new SegmentReader();
    private final LineScanner scanner = new LineScanner();

    SegmentCheck(Context context) {
        this.context = context;
    }

    /**
     * Looks at a segment.
     *
     * @param rulesDigest of the rules by which it was made; null if it is not known
     */
    SegmentFinding check(Segment segment, @Nullable String rulesDigest) throws IOException {
        try {
            Pass quick = new Pass(segment, rulesDigest, null);
            SegmentReader.Content content = read(segment, quick);
            if (quick.isSound() && content.fault() == null && isOf(content, segment)) {
                return quick.finding(content);
            }
            Pass thorough = new Pass(segment, rulesDigest, content.root().equals(segment.root()));
            return thorough.finding(read(segment, thorough));
        } catch (NoSuchFileException | FileNotFoundException e) {
            return SegmentFinding.missing(segment);
        }
    }

    private SegmentReader.Content read(Segment segment, Pass pass) throws IOException {
        try (InputStream file = context.storage().open(segment.path())) {
            return reader.read(file, pass);
        }
    }

    private static boolean isOf(SegmentReader.Content content, Segment segment) {
        return content.lines() == segment.count()
                && content.root().equals(segment.root())
                && content.object().equals(segment.objectSha256())
                && content.content().equals(segment.contentSha256())
                && content.bytes() == segment.contentBytes();
    }

    /** One reading of a segment. */
    private final class Pass implements SegmentReader.Lines {

        private final Segment segment;
        private final @Nullable String rulesDigest;

        /** Whether the lines are those of the manifest; null where that is not yet known, and only faults are sought. */
        private final @Nullable Boolean rootMatches;

        private final SegmentFaults faults;
        private final Tally tally = new Tally(context.mayRepeat());
        private final EnumMap<EvidenceType, long[]> counts = new EnumMap<>(EvidenceType.class);
        private final byte[] first = "9999-99-99T99:99:99.999Z".getBytes(StandardCharsets.US_ASCII);
        private final byte[] last = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
        private long lines;
        private boolean isSound = true;

        Pass(Segment segment, @Nullable String rulesDigest, @Nullable Boolean rootMatches) {
            this.segment = segment;
            this.rulesDigest = rulesDigest;
            this.rootMatches = rootMatches;
            faults = new SegmentFaults(segment);
            for (EvidenceType type : EvidenceType.values()) {
                counts.put(type, new long[1]);
            }
        }

        /** Whether nothing was seen that must be looked at more closely. */
        boolean isSound() {
            return isSound && faults.isEmpty();
        }

        @Override
        public int line(byte[] bytes, int from, int limit) throws IOException {
            lines++;
            if (rootMatches == null) {
                try {
                    int to = scanner.scanNext(bytes, from, limit);
                    take();
                    return to;
                } catch (LineFormatException e) {
                    isSound = false;
                    return EightBytes.lineFeed(bytes, from, limit);
                }
            }
            int to = EightBytes.lineFeed(bytes, from, limit);
            if (to - from <= LineWriter.MAX_BYTES) {
                look(bytes, from, to, rootMatches);
            }
            return to;
        }

        private void look(byte[] bytes, int from, int to, boolean rootMatches) throws IOException {
            boolean carriageReturn = to > from && bytes[to - 1] == '\r';
            int end = carriageReturn ? to - 1 : to;
            if (carriageReturn) {
                faults.format(lines, "ends with CR LF, expected LF");
            }
            boolean undamaged = scanner.isUndamaged(bytes, from, end);
            try {
                scanner.scan(bytes, from, end);
                if (undamaged) {
                    take();
                } else if (rootMatches) {
                    faults.format(lines, "has another CRC-32 than it says");
                } else {
                    faults.damaged(lines);
                }
            } catch (LineFormatException e) {
                if (undamaged || rootMatches || e.kind() == LineFormatException.Kind.MEMBER_TWICE) {
                    faults.format(lines, String.valueOf(e.getMessage()));
                } else {
                    faults.damaged(lines);
                }
            }
        }

        private void take() throws IOException, LineFormatException {
            EvidenceType type = scanner.type();
            Apart apart = objects(type);
            if (type == EvidenceType.VERDICT && rulesDigest != null) {
                String given = apart.isThere() ? apart.text("rules_digest") : scanner.rulesDigest();
                if (!rulesDigest.equals(given)) {
                    faults.rules(lines, given, rulesDigest);
                }
            }
            if (context.accounting() || type == EvidenceType.ACCOUNTING || type == EvidenceType.HEARTBEAT) {
                tally.take(type, scanner, apart, lines);
            }
            long expected = segment.firstSeq() + lines - 1;
            if (scanner.seq() != expected) {
                faults.displaced(lines, scanner.seq(), expected);
            }
            int lane = context.lanes() == 0 ? segment.lane() : scanner.lane(context.lanes());
            if (scanner.epoch() != segment.epoch() || lane != segment.lane()) {
                faults.foreign(lines, scanner.epoch(), lane);
            }
            Objects.requireNonNull(counts.get(type))[0]++;
            if (scanner.compareTime(first) < 0) {
                scanner.copyTime(first);
            }
            if (scanner.compareTime(last) > 0) {
                scanner.copyTime(last);
            }
        }

        /** Looks for the objects that a line names. */
        private Apart objects(EvidenceType type) throws IOException, LineFormatException {
            String apart = scanner.recordSha256();
            // Of other lines the bytes may be kept: an action may be an exception to some rule, and most are to none.
            boolean mustBeKept = type == EvidenceType.VERDICT;
            if (mustBeKept || context.objects().hasRaw()) {
                String raw = scanner.rawSha256();
                if (raw != null && !context.objects().name(raw) && mustBeKept) {
                    faults.source(lines, raw);
                }
            }
            if (apart == null) {
                return Apart.NONE;
            }
            if (!context.objects().name(apart)) {
                faults.apart(lines, apart);
                return Apart.NONE;
            }
            boolean isRead = type == EvidenceType.VERDICT
                    || type == EvidenceType.MATCH
                    || type == EvidenceType.ACCOUNTING
                    || type == EvidenceType.HEARTBEAT;
            byte[] bytes = isRead ? context.storage().read(StoreListing.rawKey(apart)) : new byte[0];
            // One that does not match its name is told of with the other objects, and counts for nothing.
            return isRead && Hash.sha256(bytes).toHex().equals(apart) ? Apart.of(bytes) : Apart.NONE;
        }

        SegmentFinding finding(SegmentReader.Content content) {
            Map<String, Long> found = new TreeMap<>();
            counts.forEach((type, count) -> {
                if (count[0] > 0) {
                    found.put(type.wireName(), count[0]);
                }
            });
            List<Problem> problems = new ArrayList<>(faults.problems(content));
            if (content.root().equals(segment.root()) && content.fault() == null && !faults.hasFormat()) {
                problems.addAll(manifest(found, content));
            }
            boolean inPlace = content.lines() == segment.count()
                    && !faults.hasDisplaced()
                    && (!faults.hasDamaged() || content.bytes() == segment.contentBytes());
            return new SegmentFinding(
                    segment,
                    problems,
                    inPlace,
                    inPlace ? lost(found) : segment.counts(),
                    found,
                    lines == 0 ? null : new String(first, StandardCharsets.US_ASCII),
                    lines == 0 ? null : new String(last, StandardCharsets.US_ASCII),
                    tally);
        }

        private Map<String, Long> lost(Map<String, Long> found) {
            Map<String, Long> lost = new TreeMap<>();
            segment.counts().forEach((type, count) -> {
                long missing = count - found.getOrDefault(type, 0L);
                if (missing > 0) {
                    lost.put(type, missing);
                }
            });
            return lost;
        }

        /** What the manifest says of lines that are its own. */
        private List<Problem> manifest(Map<String, Long> found, SegmentReader.Content content) {
            List<Problem> wrong = new ArrayList<>();
            compare(wrong, "counts", segment.counts(), found);
            String from = Rfc3339.format(Instant.ofEpochMilli(segment.firstMillis()));
            String to = Rfc3339.format(Instant.ofEpochMilli(segment.lastMillis()));
            compare(wrong, "event_time_min", from, new String(first, StandardCharsets.US_ASCII));
            compare(wrong, "event_time_max", to, new String(last, StandardCharsets.US_ASCII));
            compare(wrong, "content_sha256", segment.contentSha256(), content.content());
            compare(wrong, "content_bytes", segment.contentBytes(), content.bytes());
            if (!content.object().equals(segment.objectSha256())) {
                wrong.add(Problem.of(
                        Code.OBJECT_HASH_MISMATCH,
                        segment.path(),
                        "has the SHA-256 " + content.object() + ", expected " + segment.objectSha256()
                                + "; its lines are as they were, but it was compressed anew"));
            }
            return wrong;
        }

        private void compare(List<Problem> wrong, String member, Object said, Object found) {
            if (!said.equals(found)) {
                wrong.add(Problem.of(
                        Code.MANIFEST_MISMATCH,
                        segment.path(),
                        "has " + found + " as " + member + ", but its manifest says " + said));
            }
        }
    }
}
