package io.countersign.evidence.log;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a log in its store. */
public final class Checkpoints {

    /** The key of a copy of the newest one. */
    public static final String CURRENT = "checkpoint";

    /** Below which every one of them is kept. */
    public static final String ALL = "checkpoints/";

    private static final String NOTE = ".note";

    private Checkpoints() {}

    /** The key of the checkpoint of a size. */
    public static String keyOf(long size) {
        return String.format(Locale.ROOT, ALL + "%020d" + NOTE, size);
    }

    /** The newest one that is kept, whoever signed it; null if there is none. */
    static @Nullable SignedNote newest(Storage storage) throws IOException {
        String[] newest = new String[1];
        storage.list(ALL, key -> newest[0] = key);
        if (newest[0] == null) {
            return null;
        }
        try {
            return SignedNote.parse(storage.read(newest[0]));
        } catch (InvalidNoteException e) {
            throw new EvidenceLogException(Code.DAMAGED, newest[0] + " of " + storage + " " + e.getMessage());
        }
    }

    static Checkpoint parse(SignedNote note) throws EvidenceLogException {
        try {
            return Checkpoint.parse(note.text());
        } catch (InvalidNoteException e) {
            throw new EvidenceLogException(Code.DAMAGED, "a checkpoint " + e.getMessage());
        }
    }

    /** Makes a checkpoint the newest: from the first of these steps on, what it is of is in the log. */
    static void publish(Storage storage, SignedNote note, long size) throws IOException {
        byte[] bytes = note.toBytes();
        String key = keyOf(size);
        if (!storage.create(key, bytes) && !Arrays.equals(storage.read(key), bytes)) {
            throw new EvidenceLogException(
                    Code.FORK, key + " of " + storage + " is there and says something else; another process wrote it");
        }
        storage.replace(CURRENT, bytes);
    }
}
