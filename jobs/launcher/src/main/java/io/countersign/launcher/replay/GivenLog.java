package io.countersign.launcher.replay;

import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A log that a replay reads. There is one for each fiscal year (E2), and what a job has learnt in one year it judges by in
 * the next.
 *
 * @param made when the log was made
 */
record GivenLog(Storage storage, EvidenceReader reader, Instant made) {

    /**
     * Opens logs, in the order in which they were made.
     *
     * @param keys which are trusted; without any, whoever signed is believed
     * @throws IOException if one of them cannot be read, is damaged, or is given twice
     */
    static List<GivenLog> open(Collection<Path> stores, Collection<VerifierKey> keys) throws IOException {
        List<GivenLog> logs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path store : stores) {
            Storage storage = new PosixStorage(store);
            EvidenceReader reader = EvidenceReader.open(storage, keys.toArray(new VerifierKey[0]));
            if (!names.add(reader.checkpoint().origin())) {
                throw new IOException(storage + " holds log "
                        + reader.checkpoint().origin() + ", which another --evidence holds too; give each log once");
            }
            logs.add(new GivenLog(storage, reader, made(reader)));
        }
        logs.sort(Comparator.comparing(GivenLog::made));
        return logs;
    }

    private static Instant made(EvidenceReader reader) throws IOException {
        List<Instant> first = new ArrayList<>();
        reader.leaves((index, bytes) -> {
            try {
                if (index == 0 && LeafCodec.read(bytes) instanceof Leaf.EpochStart start) {
                    first.add(start.at());
                }
            } catch (InvalidLeafException e) {
                throw new IOException("leaf " + index + " " + e.getMessage(), e);
            }
        });
        return first.isEmpty() ? Instant.MIN : first.get(0);
    }

    /** The name of the log. */
    String name() {
        return reader.checkpoint().origin();
    }

    /** How many leaves it has. */
    long size() {
        return reader.checkpoint().size();
    }
}
