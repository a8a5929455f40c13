package io.countersign.launcher.replay;

import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.storage.Storage;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of lines, which are what their lines say they are. */
record StoreRecords(Storage storage) {

    private interface Reading<T> {
        T read(byte[] json) throws UnreadableException;
    }

    /** The JSON of a line's record, wherever it is. */
    byte[] json(EvidenceLine line) throws IOException {
        LineScanner scanner = line.scanner();
        byte[] json = scanner.record();
        if (json != null) {
            return json;
        }
        String sha256 = String.valueOf(scanner.recordSha256());
        byte[] apart = storage.read("raw/" + sha256.substring(0, 2) + "/" + sha256);
        if (!Codec.sha256(apart).equals(sha256)) {
            throw damaged(line, "names a record below raw/ that is not what its name says");
        }
        return apart;
    }

    /** An action, a register record or a mark, of which the line's id is the beginning of its content's hash (S6.1). */
    CanonicalRecord canonical(EvidenceLine line) throws IOException {
        CanonicalRecord canonical = read(line, json(line), EvidenceCodec::readRecord);
        require(
                line,
                Codec.contentSha256(canonical).startsWith(line.scanner().id())
                        && canonical
                                .type()
                                .wireName()
                                .equals(line.scanner().type().wireName()));
        return canonical;
    }

    Verdict verdict(EvidenceLine line, byte[] json) throws IOException {
        Verdict verdict = read(line, json, EvidenceCodec::readVerdict);
        require(line, verdict.id().equals(line.scanner().id()));
        return verdict;
    }

    Match match(EvidenceLine line, byte[] json) throws IOException {
        Match match = read(line, json, EvidenceCodec::readMatch);
        require(line, match.id().equals(line.scanner().id()));
        return match;
    }

    /** Where the source bytes are; null where the line does not say. */
    static @Nullable RawReference raw(EvidenceLine line) {
        LineScanner scanner = line.scanner();
        String topic = scanner.rawTopic();
        String sha256 = scanner.rawSha256();
        return topic == null || sha256 == null
                ? null
                : new RawReference(topic, scanner.rawPartition(), scanner.rawOffset(), sha256, null);
    }

    private static <T> T read(EvidenceLine line, byte[] json, Reading<T> reading) throws EvidenceLogException {
        try {
            return reading.read(json);
        } catch (UnreadableException e) {
            throw damaged(line, "holds a record that cannot be read: " + e.detail());
        }
    }

    private static void require(EvidenceLine line, boolean isWhatItSays) throws EvidenceLogException {
        if (!isWhatItSays) {
            throw damaged(line, "holds another record than its id and type say");
        }
    }

    private static EvidenceLogException damaged(EvidenceLine line, String what) {
        return new EvidenceLogException(
                EvidenceLogException.Code.DAMAGED,
                "line " + line.number() + " of " + line.manifest().segment().path() + " " + what
                        + "; 'countersign evidence verify' tells what else is wrong");
    }
}
