package io.countersign.evidence.log;

import io.countersign.evidence.log.Checkpoints.Newest;
import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.NoteSigner;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * The writer of a log (E4). What it is given twice it takes once, whoever gave it and whenever; what contradicts it, it
 * refuses. A leaf is in the log from the instant at which {@code checkpoints/<size>.note} is there; what a crash left
 * behind that is overwritten by what comes next. Used by one thread at a time.
 */
public final class EvidenceLog {

    private final Storage storage;
    private final NoteSigner signer;
    private final String name;
    private final Staging staging;
    private LogState state;

    /** The newest checkpoint that this object has seen; of size 0 as long as there is none. */
    private Checkpoint known;

    /** Whether nothing is left to do behind that checkpoint. */
    private boolean settled;

    private EvidenceLog(Storage storage, NoteSigner signer, LogState state, Checkpoint known) {
        this.storage = storage;
        this.signer = signer;
        this.name = known.origin();
        this.staging = new Staging(storage);
        this.state = state;
        this.known = known;
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
        Checkpoint none = new Checkpoint(signer.name(), 0, MerkleTree.EMPTY);
        EvidenceLog log = new EvidenceLog(storage, signer, new LogState(), none);
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
        Newest newest = Checkpoints.newest(storage);
        if (newest == null) {
            throw new EvidenceLogException(
                    Code.DAMAGED, storage + " holds no log; make one with 'countersign evidence init'");
        }
        LogState state = LogState.load(storage, newest.checkpoint());
        EvidenceLog log = new EvidenceLog(storage, signer, state, newest.checkpoint());
        log.requireKey(newest.note());
        return log;
    }

    private void requireKey(SignedNote newest) throws EvidenceLogException {
        VerifierKey own = signer.verifierKey();
        VerifierKey rotatedTo = state.rotatedTo();
        if (!own.name().equals(name) || (rotatedTo != null && !rotatedTo.equals(own)) || !newest.isSignedBy(own)) {
            throw new EvidenceLogException(
                    Code.KEY,
                    "the newest checkpoint of " + storage + " is not signed by key " + own
                            + "; give the key that signs for this log");
        }
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
                    staging.publish(segment);
                }
                append(manifests(fresh));
            }
            for (Segment segment : segments) {
                staging.forget(segment);
            }
            return fresh.size();
        });
    }

    /** Another process may have added to the log, or an addition may have failed, since it was last looked at. */
    private void refresh() throws IOException {
        Newest newest = Checkpoints.newest(storage);
        Checkpoint found = newest == null ? null : newest.checkpoint();
        if (newest == null || found == null || found.size() < known.size()) {
            throw new EvidenceLogException(
                    Code.DAMAGED,
                    storage + " has no checkpoint of size " + known.size() + " any more, which it had; somebody put"
                            + " back an older state of it, or removed checkpoints");
        }
        if (!found.equals(known) || state.size() != known.size()) {
            state = LogState.load(storage, found);
            known = found;
            settled = false;
        }
        requireKey(newest.note());
        if (!settled) {
            Checkpoints.settle(storage, newest);
            settled = true;
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
            if (segment.lane() >= state.lanes()) {
                throw new IllegalArgumentException("lane " + segment.lane() + " given, but log " + name + " has "
                        + state.lanes() + " lanes, for ever");
            }
            boolean isKnown = state.has(segment);
            boolean isTwice = !fresh.isEmpty() && segment.hasSameLines(fresh.get(fresh.size() - 1));
            if (!isKnown && !isTwice) {
                requireNext(segment, next[segment.lane()]);
                fresh.add(segment);
                next[segment.lane()] = segment.lastSeq() + 1;
            }
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
        if (!next.name().equals(name)) {
            throw new IllegalArgumentException(
                    "a key of the name '" + next.name() + "' given, expected one of the name of the log, " + name);
        }
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
        settled = false;
        Checkpoints.publish(storage, SignedNote.sign(checkpoint.toText(), by), checkpoint.size());
        known = checkpoint;
        TileWriter.forgetPartial(storage, before, state.size());
        settled = true;
    }

    /** For readers of an exception. */
    @Override
    public String toString() {
        return name + " in " + storage;
    }
}
