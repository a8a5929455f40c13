package io.countersign.evidence.verify;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a store against what an auditor knows of it (E6): every byte of every object, in one pass over it, in memory
 * that does not grow with the lines. Used by one thread, once; reads segments with more.
 */
public final class Verifier implements LeafWalk.Visitor {

    /**
     * What to look at.
     *
     * @param accounting whether to compare the accounts with the lines (E5)
     * @param source where the topics of the sources end; without any the evidence is compared with itself only
     * @param threads how many segments are read at once
     */
    public record Scope(boolean accounting, List<SourceOffsets.End> source, int threads) {

        public Scope {
            source = List.copyOf(source);
            if (threads < 1 || (!accounting && !source.isEmpty())) {
                throw new IllegalArgumentException(
                        threads + " threads, and ends of sources " + (accounting ? "with" : "without") + " accounting");
            }
        }
    }

    /** Told how far it is. */
    public interface Progress {
        /** So many of so many leaves have been dealt with. */
        void at(long done, long of);
    }

    private final Storage storage;
    private final Scope scope;
    private final Progress progress;
    private final Problems problems = new Problems();
    private final StoreListing listing;
    private final KeyChain keys;
    private final CheckpointCheck checkpoints;
    private final Checkpoint head;
    private final TileCheck tiles;
    private final LaneCheck lanes;
    private final ObjectCheck objects;
    private final MerkleTree tree = new MerkleTree();
    private final Set<String> named = new HashSet<>();
    private final Map<String, Long> lines = new TreeMap<>();
    private final boolean mayRepeat;
    private final Accounts accounts;
    private @Nullable SegmentPool pool;
    private long segments;
    private long unsigned;
    private @Nullable String from;
    private @Nullable String to;

    private Verifier(Storage storage, Trust trust, Scope scope, Progress progress)
            throws IOException, UnreadableStoreException {
        this.storage = storage;
        this.scope = scope;
        this.progress = progress;
        listing = StoreListing.of(storage);
        keys = KeyChain.read(storage, listing, trust);
        checkpoints = new CheckpointCheck(storage, listing, trust, keys, problems);
        head = checkpoints.head();
        tiles = new TileCheck(storage, listing, problems);
        lanes = new LaneCheck(trust.origin(), keys, problems);
        objects = new ObjectCheck(storage, listing, problems);
        mayRepeat = keys.hasLaterEpoch();
        accounts = new Accounts(mayRepeat, problems);
    }

    /**
     * Verifies a store.
     *
     * @throws UnreadableStoreException if there is none
     * @throws IOException if it cannot be read
     */
    public static Verification verify(Storage storage, Trust trust, Scope scope, Progress progress)
            throws IOException, UnreadableStoreException {
        return new Verifier(storage, trust, scope, progress).run();
    }

    private Verification run() throws IOException {
        LeafWalk walk = new LeafWalk(storage, listing, problems);
        if (head.size() == 0) {
            checkpoints.root(0, MerkleTree.EMPTY);
        }
        try {
            walk.read(head.size(), this);
            if (pool != null) {
                pool.drain();
            }
        } finally {
            if (pool != null) {
                pool.close();
            }
        }
        tiles.end();
        boolean anchored = checkpoints.end();
        boolean allLeaves = !walk.hasUnread();
        if (!allLeaves || lanes.hasGap()) {
            accounts.missLines();
        }
        boolean isTailless = !loose(allLeaves) && !listing.hasStaging();
        objects.end(allLeaves, accounts.hasAllLines() && isTailless);
        if (scope.accounting()) {
            accounts.end(scope.source());
        }
        List<Problem> found = problems.sorted();
        return new Verification(Outcome.of(found, anchored), found, summary());
    }

    private Verification.Summary summary() {
        return new Verification.Summary(
                head, segments, lines, from, to, lanes.epoch(), keys.upTo(head.size()), scope.accounting());
    }

    @Override
    public void leaf(String bundle, long index, Hash hash, @Nullable Leaf leaf) throws IOException {
        tree.add(hash);
        tiles.leaf(hash);
        if (leaf != null) {
            lanes.take(bundle, index, hash, leaf);
        }
        if (leaf instanceof Leaf.Manifest manifest) {
            segments++;
            if (named.add(manifest.segment().path())) {
                pool().submit(
                                manifest.segment(),
                                objects.rulesDigest(manifest.segment().origin()));
            } else {
                problems.add(Code.MANIFEST_MISMATCH, bundle, "leaf " + index + " names a segment that another names");
            }
        }
        if (checkpoints.wants(tree.size())) {
            checkpoints.root(tree.size(), tree.root());
        }
        progress.at(index + 1, head.size());
    }

    @Override
    public void unsigned(@Nullable Leaf leaf) {
        unsigned++;
        if (leaf instanceof Leaf.Manifest manifest) {
            named.add(manifest.segment().path());
        }
    }

    private SegmentPool pool() {
        if (pool == null) {
            SegmentCheck.Context context =
                    new SegmentCheck.Context(storage, objects, lanes.lanes(), scope.accounting(), mayRepeat);
            pool = new SegmentPool(context, scope.threads(), this::take);
        }
        return pool;
    }

    private void take(SegmentFinding finding) {
        problems.addAll(finding.problems());
        finding.lines().forEach((type, count) -> lines.merge(type, count, Long::sum));
        String first = finding.from();
        String last = finding.to();
        from = from == null || (first != null && first.compareTo(from) < 0) ? first : from;
        to = to == null || (last != null && last.compareTo(to) > 0) ? last : to;
        accounts.take(finding);
    }

    /** What is there that no leaf names which is signed for; whether it may be evidence one day. */
    private boolean loose(boolean allLeaves) {
        boolean hasTail = unsigned > 0;
        if (unsigned > 0) {
            problems.add(
                    Code.UNSIGNED_TAIL,
                    Checkpoints.CURRENT,
                    "is followed by " + unsigned + " leaves that are not signed for: a write was cut off, and will be"
                            + " finished or replaced by the next");
        }
        for (String key : listing.segments()) {
            if (allLeaves && !named.contains(key)) {
                Code code = isNext(key) ? Code.UNSIGNED_TAIL : Code.ORPHAN_OBJECT;
                hasTail |= code == Code.UNSIGNED_TAIL;
                problems.add(
                        code,
                        key,
                        code == Code.UNSIGNED_TAIL
                                ? "is not signed for: a write was cut off before its manifest was in the log"
                                : "belongs to nothing: no manifest names it");
            }
        }
        return hasTail;
    }

    /** Whether a segment is one that its lane may go on with. */
    private boolean isNext(String key) {
        return LooseSegment.lane(key) >= 0
                && LooseSegment.firstSeq(key) >= lanes.next(LooseSegment.lane(key))
                && LooseSegment.lane(key) < lanes.lanes();
    }
}
