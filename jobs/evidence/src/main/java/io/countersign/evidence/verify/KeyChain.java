package io.countersign.evidence.verify;

import io.countersign.evidence.log.Entries;
import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which key signs for a log at which size: the one an auditor knows, and those to which rotations lead from it. A rotation
 * leads both ways, for both keys have signed it.
 */
final class KeyChain {

    private static final byte[] ROTATION = "\"kind\":\"key_rotation\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EPOCH = "\"kind\":\"epoch\"".getBytes(StandardCharsets.US_ASCII);

    /** That from a size on another key signs. */
    private record Link(long size, VerifierKey oldKey, VerifierKey newKey) {}

    private final List<VerifierKey> given;
    private final List<Link> links = new ArrayList<>();
    private boolean hasLaterEpoch;

    private KeyChain(List<VerifierKey> given) {
        this.given = given;
    }

    /** Reads the rotations out of all leaves that a store has, whether signed for or not. */
    static KeyChain read(Storage storage, StoreListing listing, Trust trust) throws IOException {
        KeyChain chain = new KeyChain(trust.keys());
        for (long index : listing.indices(Tile.ENTRIES)) {
            List<Integer> widths = listing.widths(Tile.ENTRIES, index);
            Tile tile = new Tile(Tile.ENTRIES, index, widths.get(widths.size() - 1));
            byte[] bundle = storage.read(tile.key());
            int epoch = indexOf(bundle, 0, EPOCH);
            chain.hasLaterEpoch |= epoch >= 0 && (index > 0 || indexOf(bundle, epoch + 1, EPOCH) >= 0);
            if (contains(bundle, ROTATION)) {
                chain.take(tile, bundle, trust.origin());
            }
        }
        boolean reachesGiven = chain.links.stream()
                .anyMatch(link -> chain.given.contains(link.oldKey()) || chain.given.contains(link.newKey()));
        if (!reachesGiven) {
            chain.links.clear();
        }
        return chain;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        return indexOf(bytes, 0, wanted) >= 0;
    }

    private static int indexOf(byte[] bytes, int from, byte[] wanted) {
        for (int at = from; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private void take(Tile tile, byte[] bundle, String origin) {
        long index = tile.index() * Tile.WIDTH;
        try {
            for (byte[] bytes : Entries.leaves(tile.key(), bundle, tile.width())) {
                index++;
                if (contains(bytes, ROTATION) && LeafCodec.read(bytes) instanceof Leaf.KeyRotation rotation) {
                    boolean follows = links.isEmpty()
                            || links.get(links.size() - 1).newKey().equals(rotation.oldKey());
                    if (follows && isSound(rotation, origin)) {
                        links.add(new Link(index, rotation.oldKey(), rotation.newKey()));
                    }
                }
            }
        } catch (IOException | InvalidLeafException e) {
            // Told of where the leaves are verified one by one; a rotation that cannot be read gives no key any trust.
            return;
        }
    }

    /** Whether a rotation is of a log and signed by both of its keys. */
    static boolean isSound(Leaf.KeyRotation rotation, String origin) {
        return rotation.log().equals(origin) && rotation.isSigned();
    }

    /** The keys that sign at a size: one, or where there was no rotation any that was given. */
    Set<VerifierKey> inForce(long size) {
        if (links.isEmpty()) {
            return Set.copyOf(given);
        }
        VerifierKey key = links.get(0).oldKey();
        for (Link link : links) {
            key = link.size() <= size ? link.newKey() : key;
        }
        return Set.of(key);
    }

    /** The keys that sign at any size up to one, in their order. */
    List<VerifierKey> upTo(long size) {
        if (links.isEmpty()) {
            return given;
        }
        List<VerifierKey> keys = new ArrayList<>(List.of(links.get(0).oldKey()));
        for (Link link : links) {
            if (link.size() <= size) {
                keys.add(link.newKey());
            }
        }
        return keys;
    }

    /** Whether the store may have more than one epoch. */
    boolean hasLaterEpoch() {
        return hasLaterEpoch;
    }

    /** Whether a note of a size is signed as it should be. */
    Signed signed(SignedNote note, long size) {
        return signed(note, inForce(size));
    }

    /** Whether a note that was kept elsewhere is: there any key counts that the auditor gave. */
    Signed signedElsewhere(SignedNote note, long size) {
        Set<VerifierKey> keys = new HashSet<>(inForce(size));
        keys.addAll(given);
        return signed(note, keys);
    }

    private static Signed signed(SignedNote note, Set<VerifierKey> keys) {
        if (keys.stream().anyMatch(note::isSignedBy)) {
            return Signed.RIGHT;
        }
        return keys.stream().anyMatch(note::claims) ? Signed.WRONG : Signed.BY_UNKNOWN;
    }

    /** How a note is signed. */
    enum Signed {
        RIGHT,
        WRONG,
        BY_UNKNOWN
    }
}
