package io.countersign.evidence.verify;

import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentKey;
import io.countersign.evidence.tree.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the lanes of a log, its epochs and its keys, leaf by leaf (E4). Used by one thread, once. */
final class LaneCheck {

    private final String origin;
    private final Problems problems;
    private final long[] next = new long[Leaf.MAX_LANES];
    private final @Nullable Hash[] heads = new Hash[Leaf.MAX_LANES];
    private final KeyChain keys;
    private int lanes;
    private int epoch;
    private boolean hasGap;

    LaneCheck(String origin, KeyChain keys, Problems problems) {
        this.origin = origin;
        this.keys = keys;
        this.problems = problems;
    }

    /** Takes the next leaf. */
    void take(String bundle, long index, Hash hash, Leaf leaf) {
        if (!leaf.log().equals(origin)) {
            problems.add(
                    Code.LEAF_INVALID,
                    bundle,
                    "leaf " + index + " is of log '" + leaf.log() + "', expected '" + origin + "'");
        }
        if (index == 0 && !(leaf instanceof Leaf.EpochStart)) {
            problems.add(Code.EPOCH_INVALID, bundle, "leaf 0 begins no epoch, expected that of epoch 1");
        }
        if (leaf instanceof Leaf.Manifest manifest) {
            manifest(bundle, index, hash, manifest);
        } else if (leaf instanceof Leaf.EpochStart start) {
            epoch(bundle, index, start);
        } else if (leaf instanceof Leaf.KeyRotation rotation) {
            rotation(bundle, index, rotation);
        }
    }

    private void manifest(String bundle, long index, Hash hash, Leaf.Manifest manifest) {
        Segment segment = manifest.segment();
        int lane = segment.lane();
        String what = "leaf " + index + ", of lane " + lane + " and lines " + segment.firstSeq() + " to "
                + segment.lastSeq() + ", ";
        if (lane >= lanes && (lanes > 0 || lane >= Leaf.MAX_LANES)) {
            problems.add(Code.LEAF_INVALID, bundle, what + "is of a lane that the log has not: it has " + lanes);
            return;
        }
        if (segment.epoch() != epoch) {
            problems.add(Code.EPOCH_INVALID, bundle, what + "is of epoch " + segment.epoch() + ", in epoch " + epoch);
        }
        if (segment.firstSeq() != next[lane]) {
            hasGap = true;
            problems.add(
                    Code.LANE_GAP,
                    bundle,
                    what + "does not follow: the lane goes on at " + next[lane]
                            + (segment.firstSeq() > next[lane]
                                    ? ", and the lines between are missing"
                                    : ", and has others at their place"));
        }
        Hash head = heads[lane];
        Hash previous = manifest.previous();
        if (previous == null ? head != null : !previous.equals(head)) {
            problems.add(
                    Code.LANE_CHAIN_BROKEN,
                    bundle,
                    what + "names " + (previous == null ? "no manifest" : previous.toHex())
                            + " as the one before it in its lane, which is "
                            + (head == null ? "none" : head.toHex()));
        }
        next[lane] = segment.lastSeq() + 1;
        heads[lane] = hash;
        path(bundle, what, segment);
    }

    private void path(String bundle, String what, Segment segment) {
        String expected = SegmentKey.of(
                segment.lane(), segment.firstSeq(), segment.lastSeq(), segment.root(), segment.firstMillis());
        if (!segment.path().equals(expected)) {
            problems.add(Code.MANIFEST_MISMATCH, bundle, what + "names " + segment.path() + ", expected " + expected);
        }
    }

    private void epoch(String bundle, long index, Leaf.EpochStart start) {
        String what = "leaf " + index + " begins epoch " + start.epoch();
        boolean first = epoch == 0 && index == 0;
        if (start.epoch() != epoch + 1 || (epoch > 0) != (index > 0)) {
            problems.add(
                    Code.EPOCH_INVALID,
                    bundle,
                    what + (index == 0 ? ", expected epoch 1" : ", expected epoch " + (epoch + 1)));
        }
        if (lanes > 0 && start.lanes() != lanes) {
            problems.add(Code.EPOCH_INVALID, bundle, what + " with " + start.lanes() + " lanes; the log has " + lanes);
        }
        lanes = lanes == 0 ? start.lanes() : lanes;
        List<Leaf.LaneHead> expected = new ArrayList<>();
        for (int lane = 0; lane < lanes && !first; lane++) {
            // Of a lane whose manifests could not be read there is nothing to compare with.
            expected.add(new Leaf.LaneHead(lane, heads[lane] == null ? -1 : next[lane] - 1, heads[lane]));
        }
        if (!start.heads().equals(expected)) {
            problems.add(
                    Code.EPOCH_INVALID,
                    bundle,
                    what + " with other ends of the lanes than they have before it: " + start.heads() + ", expected "
                            + expected);
        }
        epoch = start.epoch();
    }

    private void rotation(String bundle, long index, Leaf.KeyRotation rotation) {
        boolean follows = keys.inForce(index).contains(rotation.oldKey());
        if (!follows || !KeyChain.isSound(rotation, origin)) {
            problems.add(
                    Code.KEY_ROTATION_INVALID,
                    bundle,
                    "leaf " + index + " makes " + rotation.newKey() + " the key that signs; it is "
                            + (follows ? "not signed by both keys" : "not of the key in force"));
        }
    }

    /** Whether lines are missing between manifests. */
    boolean hasGap() {
        return hasGap;
    }

    int epoch() {
        return epoch;
    }

    /** How many lanes there are; 0 if no leaf says. */
    int lanes() {
        return lanes;
    }

    /** The place at which a lane goes on. */
    long next(int lane) {
        return lane < next.length ? next[lane] : 0;
    }
}
