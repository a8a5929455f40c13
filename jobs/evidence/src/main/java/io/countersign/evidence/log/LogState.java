package io.countersign.evidence.log;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a writer knows of a log: all that its leaves say, in their order. Used by one thread at a time. */
final class LogState {

    private final MerkleTree tree = new MerkleTree();
    private final List<LaneIndex> lanes = new ArrayList<>();
    private List<Leaf.LaneHead> headsAtEpoch = List.of();
    private int epoch;
    private @Nullable VerifierKey rotatedTo;

    /**
     * What the leaves of a checkpoint say.
     *
     * @throws EvidenceLogException if they are not those that the checkpoint is of
     */
    static LogState load(Storage storage, Checkpoint checkpoint) throws IOException {
        LogState state = new LogState();
        try {
            Entries.read(storage, checkpoint.size(), (index, bytes) -> {
                try {
                    state.take(bytes, LeafCodec.read(bytes));
                } catch (InvalidLeafException | RuntimeException e) {
                    throw damaged("leaf " + index + " of " + storage + " " + e.getMessage());
                }
            });
        } catch (NoSuchFileException e) {
            throw damaged(e.getMessage() + ", which leaves of " + storage + " are in, is gone");
        }
        if (!state.root().equals(checkpoint.root())) {
            throw damaged("the leaves of " + storage + " are not those of its checkpoint of size " + checkpoint.size());
        }
        return state;
    }

    private static EvidenceLogException damaged(String what) {
        return new EvidenceLogException(
                Code.DAMAGED, what + "; nothing can be added before 'countersign evidence verify' is content");
    }

    /** Takes the next leaf. */
    void take(byte[] bytes, Leaf leaf) {
        Hash hash = MerkleTree.leaf(bytes);
        tree.add(hash);
        if (leaf instanceof Leaf.Manifest manifest) {
            Segment segment = manifest.segment();
            lane(segment.lane()).add(segment.firstSeq(), segment.lastSeq(), segment.root(), hash);
        } else if (leaf instanceof Leaf.EpochStart start) {
            epoch = start.epoch();
            while (lanes.size() < start.lanes()) {
                lanes.add(new LaneIndex());
            }
            headsAtEpoch = heads();
        } else if (leaf instanceof Leaf.KeyRotation rotation) {
            rotatedTo = rotation.newKey();
        }
    }

    LaneIndex lane(int lane) {
        return lanes.get(lane);
    }

    boolean has(Segment segment) {
        return segment.lane() < lanes.size()
                && lane(segment.lane()).has(segment.firstSeq(), segment.lastSeq(), segment.root());
    }

    int lanes() {
        return lanes.size();
    }

    int epoch() {
        return epoch;
    }

    long size() {
        return tree.size();
    }

    Hash root() {
        return tree.root();
    }

    /** The key that the last rotation made the one which signs; null if there was none. */
    @Nullable
    VerifierKey rotatedTo() {
        return rotatedTo;
    }

    List<Leaf.LaneHead> headsAtEpoch() {
        return headsAtEpoch;
    }

    List<Leaf.LaneHead> heads() {
        List<Leaf.LaneHead> heads = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            heads.add(new Leaf.LaneHead(
                    lane, lanes.get(lane).nextSeq() - 1, lanes.get(lane).head()));
        }
        return heads;
    }
}
