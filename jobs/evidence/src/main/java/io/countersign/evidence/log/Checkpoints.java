package io.countersign.evidence.log;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a log in its store. */
public final class Checkpoints {

    /** The key of a copy of the newest one. */
    public static final String CURRENT = "checkpoint";

    /** Below which every one of them is kept. */
    public static final String ALL = "checkpoints/";

    private static final String NOTE = ".note";

    /** No more than 18 digits that count: those of a long. */
    private static final Pattern KEY = Pattern.compile(ALL + "00[0-9]{18}" + Pattern.quote(NOTE));

    private Checkpoints() {}

    /** The key of the checkpoint of a size. */
    public static String keyOf(long size) {
        return String.format(Locale.ROOT, ALL + "%020d" + NOTE, size);
    }

    /**
     * The newest one that is kept, whoever signed it.
     *
     * @param sizeBefore the size of the one before it; 0 if there is none
     */
    public record Newest(SignedNote note, Checkpoint checkpoint, long sizeBefore) {}

    /**
     * The newest one that is kept; null if there is none.
     *
     * @throws EvidenceLogException if it cannot be read
     */
    public static @Nullable Newest newest(Storage storage) throws IOException {
        List<String> last = new ArrayList<>();
        storage.list(ALL, key -> {
            if (KEY.matcher(key).matches()) {
                last.add(key);
                if (last.size() > 2) {
                    last.remove(0);
                }
            }
        });
        if (last.isEmpty()) {
            return null;
        }
        String key = last.get(last.size() - 1);
        try {
            SignedNote note = SignedNote.parse(storage.read(key));
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (!keyOf(checkpoint.size()).equals(key)) {
                throw new InvalidNoteException("is of size " + checkpoint.size());
            }
            return new Newest(note, checkpoint, last.size() == 1 ? 0 : sizeOf(last.get(0)));
        } catch (InvalidNoteException e) {
            throw new EvidenceLogException(Code.DAMAGED, key + " of " + storage + " " + e.getMessage());
        }
    }

    private static long sizeOf(String key) {
        return Long.parseLong(key.substring(ALL.length(), key.length() - NOTE.length()));
    }

    /** Whether a checkpoint of a size is there and what the copy of the newest one says. */
    static boolean isCurrent(Storage storage, byte[] note, long size) throws IOException {
        return storage.exists(keyOf(size)) && storage.exists(CURRENT) && Arrays.equals(storage.read(CURRENT), note);
    }

    /** Does what a crash may have left undone behind the checkpoint: its copy, and tiles that it replaced. */
    static void settle(Storage storage, Newest newest) throws IOException {
        byte[] bytes = newest.note().toBytes();
        if (!storage.exists(CURRENT) || !Arrays.equals(storage.read(CURRENT), bytes)) {
            storage.replace(CURRENT, bytes);
        }
        TileWriter.forgetPartial(
                storage, newest.sizeBefore(), newest.checkpoint().size());
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
