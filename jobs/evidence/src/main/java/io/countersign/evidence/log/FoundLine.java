package io.countersign.evidence.log;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A line of evidence that was looked for, and where it is.
 *
 * @param line its bytes without the line feed
 * @param record canonical JSON of its record; null where that is apart
 * @param recordSha256 the SHA-256 of a record apart; null where it is in the line
 * @param revision of a verdict; -1 of anything else
 * @param leafIndex which leaf of the log its manifest is
 * @param number which line of the segment's file it is, from 1
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
public record FoundLine(
        byte[] line,
        EvidenceType type,
        String id,
        byte @Nullable [] record,
        @Nullable String recordSha256,
        long revision,
        Leaf.Manifest manifest,
        long leafIndex,
        long number) {

    /** Every line of some types that is wanted, in the order of the log. */
    public static List<FoundLine> find(EvidenceReader reader, List<EvidenceType> types, Predicate<LineScanner> wanted)
            throws IOException {
        List<FoundLine> found = new ArrayList<>();
        reader.forEach(new EvidenceReader.Visitor() {
            @Override
            public void line(EvidenceLine line) {
                if (types.contains(line.scanner().type()) && wanted.test(line.scanner())) {
                    found.add(of(line));
                }
            }

            @Override
            public boolean wants(Leaf.Manifest manifest) {
                return types.stream()
                        .anyMatch(type -> manifest.segment().counts().containsKey(type.wireName()));
            }
        });
        return found;
    }

    /** Every line with an id. */
    public static List<FoundLine> find(EvidenceReader reader, String id) throws IOException {
        return find(reader, List.of(EvidenceType.values()), line -> line.id().equals(id));
    }

    private static FoundLine of(EvidenceLine line) {
        LineScanner scanner = line.scanner();
        return new FoundLine(
                line.toBytes(),
                scanner.type(),
                scanner.id(),
                scanner.record(),
                scanner.recordSha256(),
                scanner.type() == EvidenceType.VERDICT ? scanner.revision() : -1,
                line.manifest(),
                line.leafIndex(),
                line.number());
    }

    /** Its place in the tree of its segment. */
    public long index() {
        return number - 1;
    }
}
