package io.countersign.evidence.log;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.NoteSigner;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The writer of a log (E4). What it is given twice it takes once, whoever gave it and whenever; what contradicts it, it
 * refuses. A leaf is in the log from the instant at which {@code checkpoints/<size>.note} is there; what a crash left
 * behind that is overwritten by what comes next. Used by one thread at a time.
 */
public final class EvidenceLog {

    private final Storage storage;
    private final NoteSigner signer;
    private final String name;
    private LogState state;

    private EvidenceLog(Storage storage, NoteSigner signer, String name, LogState state) {
        this.storage = storage;
        this.signer = signer;
        this.name = name;
        this.state = state;
    }

    /**
     * Makes a log. Its name is that of the key.
     *
     * @param lanes how many lanes it has, for ever
     * @param approver who wants it
     * @throws EvidenceLogException if there is one already
     */
    public static EvidenceLog create(Storage storage, NoteSigner signer, int lanes, String approver, Instant at)
            throws IOException {
        EvidenceLog log = new EvidenceLog(storage, signer, signer.name(), new LogState());
        return storage.exclusively(() -> {
            if (Checkpoints.newest(storage) != null) {
                throw new EvidenceLogException(
                        Code.FORK, storage + " holds a log already; give another directory, or open that one");
            }
            log.append(List.of(new Leaf.EpochStart(log.name, 1, lanes, List.of(), "the log is made", approver, at)));
            return log;
        });
    }

    /**
     * Opens a log to write to it.
     *
     * @throws EvidenceLogException if there is none, if it is damaged, or if another key signs for it
     */
    public static EvidenceLog open(Storage storage, NoteSigner signer) throws IOException {
        SignedNote newest = Checkpoints.newest(storage);
        if (newest == null) {
            throw new EvidenceLogException(
                    Code.DAMAGED, storage + " holds no log; make one with 'countersign evidence init'");
        }
        Checkpoint checkpoint = Checkpoints.parse(newest);
        EvidenceLog log = new EvidenceLog(storage, signer, checkpoint.origin(), load(storage, checkpoint));
        VerifierKey key = log.state.rotatedTo() == null ? signer.verifierKey() : log.state.rotatedTo();
        if (!signer.verifierKey().equals(key) || !newest.isSignedBy(signer.verifierKey())) {
            throw new EvidenceLogException(
                    Code.KEY,
                    "the newest checkpoint of " + storage + " is not signed by key " + signer.verifierKey()
                            + "; give the key that signs for this log");
        }
        return log;
    }

    private static LogState load(Storage storage, Checkpoint checkpoint) throws IOException {
        LogState state = new LogState();
        Entries.read(storage, checkpoint.size(), (index, bytes) -> {
            try {
                state.take(bytes, LeafCodec.read(bytes));
            } catch (InvalidLeafException | RuntimeException e) {
                throw new EvidenceLogException(
                        Code.DAMAGED,
                        "leaf " + index + " of " + storage + " " + e.getMessage()
                                + "; nothing can be added before 'countersign evidence verify' is content");
            }
        });
        if (!state.root().equals(checkpoint.root())) {
            throw new EvidenceLogException(
                    Code.DAMAGED,
                    "the leaves of " + storage + " are not those of its checkpoint of size " + checkpoint.size()
                            + "; nothing can be added before 'countersign evidence verify' is content");
        }
        return state;
    }

    /** The name of the log. */
    public String name() {
        return name;
    }

    /** How many lanes it has. */
    public int lanes() {
        return state.lanes();
    }

    /** The epoch it is in. */
    public int epoch() {
        return state.epoch();
    }

    /** How many leaves it has. */
    public long size() {
        return state.size();
    }

    /** Where each lane ends. */
    public List<Leaf.LaneHead> heads() {
        return state.heads();
    }

    /** Where each lane ended when the epoch began. */
    public List<Leaf.LaneHead> headsAtEpoch() {
        return state.headsAtEpoch();
    }

    /**
     * Takes segments that wait in the staging area, those that it does not have yet, in the order of their lanes.
     *
     * @return how many it did not have
     * @throws EvidenceLogException if one of them contradicts the log, or leaves a hole; then none is taken
     */
    public int take(List<Segment> segments) throws IOException {
        return storage.exclusively(() -> {
            refresh();
            List<Segment> fresh = fresh(segments);
            if (!fresh.isEmpty()) {
                for (Segment segment : fresh) {
                    publish(segment);
                }
                append(manifests(fresh));
            }
            for (Segment segment : segments) {
                storage.delete(SegmentKey.staged(segment.objectSha256().toHex()));
            }
            return fresh.size();
        });
    }

    /** Another process may have added to the log since it was last looked at. */
    private void refresh() throws IOException {
        SignedNote newest = Objects.requireNonNull(Checkpoints.newest(storage), "a log that was there");
        Checkpoint checkpoint = Checkpoints.parse(newest);
        if (checkpoint.size() != state.size()) {
            state = load(storage, checkpoint);
        }
    }

    private List<Segment> fresh(List<Segment> segments) throws EvidenceLogException {
        List<Segment> sorted = new ArrayList<>(segments);
        sorted.sort(Comparator.comparingInt(Segment::lane).thenComparingLong(Segment::firstSeq));
        List<Segment> fresh = new ArrayList<>();
        long[] next = new long[state.lanes()];
        for (int lane = 0; lane < next.length; lane++) {
            next[lane] = state.lane(lane).nextSeq();
        }
        for (Segment segment : sorted) {
            if (state.lane(segment.lane()).has(segment.firstSeq(), segment.lastSeq(), segment.root())) {
                continue;
            }
            requireNext(segment, next[segment.lane()]);
            fresh.add(segment);
            next[segment.lane()] = segment.lastSeq() + 1;
        }
        return fresh;
    }

    private void requireNext(Segment segment, long next) throws EvidenceLogException {
        String what = "lane " + segment.lane() + " of log " + name + " goes on at " + next + ", but lines "
                + segment.firstSeq() + " to " + segment.lastSeq() + " of epoch " + segment.epoch() + " were given";
        String epochs = "; if the job went back to an older state on purpose, begin epoch " + (state.epoch() + 1)
                + " with 'countersign evidence epoch' and start it from there again";
        if (segment.epoch() != state.epoch()) {
            throw new EvidenceLogException(
                    Code.EPOCH, what + ", and the log is in epoch " + state.epoch() + "; start the job again");
        }
        if (segment.firstSeq() < next) {
            throw new EvidenceLogException(Code.FORK, what + ", and the log has others at their place" + epochs);
        }
        if (segment.firstSeq() > next) {
            throw new EvidenceLogException(Code.GAP, what + ", and those between are missing" + epochs);
        }
    }

    /** Gives a segment its place. A crash may have come in between: then it has it already. */
    private void publish(Segment segment) throws IOException {
        String staged = SegmentKey.staged(segment.objectSha256().toHex());
        boolean there = storage.exists(segment.path());
        if (!there && !storage.exists(staged)) {
            throw new EvidenceLogException(
                    Code.STAGING_LOST,
                    staged + " is gone, and " + segment.path() + " is not there; lines " + segment.firstSeq() + " to "
                            + segment.lastSeq() + " of lane " + segment.lane()
                            + " must be made again: start the job from an older state in a new epoch");
        }
        if (!there) {
            storage.move(staged, segment.path());
        }
    }

    private List<Leaf> manifests(List<Segment> segments) {
        List<Leaf> leaves = new ArrayList<>();
        LogState ahead = new LogState();
        ahead.take(new byte[0], new Leaf.EpochStart(name, 1, state.lanes(), List.of(), "", "", Instant.EPOCH));
        for (Segment segment : segments) {
            LaneIndex lane = ahead.lane(segment.lane());
            Leaf.Manifest manifest = new Leaf.Manifest(
                    name,
                    segment,
                    lane.head() == null ? state.lane(segment.lane()).head() : lane.head());
            ahead.take(LeafCodec.write(manifest), manifest);
            leaves.add(manifest);
        }
        return leaves;
    }

    /**
     * Begins the next epoch: from here on each lane goes on where the log ends, whatever state the job comes from.
     *
     * @return its number
     */
    public int beginEpoch(String reason, String approver, Instant at) throws IOException {
        return storage.exclusively(() -> {
            refresh();
            append(List.of(
                    new Leaf.EpochStart(name, state.epoch() + 1, state.lanes(), state.heads(), reason, approver, at)));
            return state.epoch();
        });
    }

    /** Makes another key the one that signs, from this very checkpoint on; the log is to be opened with it again. */
    public void rotate(NoteSigner next, Instant at) throws IOException {
        VerifierKey oldKey = signer.verifierKey();
        byte[] text = Leaf.KeyRotation.signedText(name, oldKey, next.verifierKey(), at)
                .getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getEncoder();
        Leaf.KeyRotation rotation = new Leaf.KeyRotation(
                name,
                oldKey,
                next.verifierKey(),
                at,
                new Leaf.KeyRotation.Signatures(
                        base64.encodeToString(signer.sign(text)), base64.encodeToString(next.sign(text))));
        storage.exclusively(() -> {
            refresh();
            append(List.of(rotation), next);
            return rotation;
        });
    }

    private void append(List<Leaf> leaves) throws IOException {
        append(leaves, signer);
    }

    private void append(List<Leaf> leaves, NoteSigner by) throws IOException {
        List<byte[]> written = leaves.stream().map(LeafCodec::write).toList();
        new TileWriter(storage, state.size()).append(written);
        long before = state.size();
        for (int i = 0; i < leaves.size(); i++) {
            state.take(written.get(i), leaves.get(i));
        }
        Checkpoint checkpoint = new Checkpoint(name, state.size(), state.root());
        Checkpoints.publish(storage, SignedNote.sign(checkpoint.toText(), by), checkpoint.size());
        TileWriter.forgetPartial(storage, before, state.size());
    }

    /** For readers of an exception. */
    @Override
    public String toString() {
        return name + " in " + storage;
    }
}
