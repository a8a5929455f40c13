package io.countersign.evidence.log;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Segments that wait for the log to take them. */
final class Staging {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Storage storage;

    Staging(Storage storage) {
        this.storage = storage;
    }

    /**
     * Gives a segment its place. A crash may have come in between: then it has it already. What is in its place and is
     * not it was put there before a crash and never signed for, such as the same lines compressed by another Java.
     *
     * @throws EvidenceLogException if what its manifest would name is nowhere: nothing torn becomes evidence
     */
    void publish(Segment segment) throws IOException {
        String staged = SegmentKey.staged(segment.objectSha256().toHex());
        if (storage.exists(staged)) {
            requireIntact(segment, staged);
            if (!storage.move(staged, segment.path()) && !isIntact(segment, segment.path())) {
                storage.replace(segment.path(), storage.read(staged));
            }
        } else if (storage.exists(segment.path())) {
            requireIntact(segment, segment.path());
        } else {
            throw lost(segment, staged + " is gone, and " + segment.path() + " is not there");
        }
    }

    private void requireIntact(Segment segment, String key) throws IOException {
        if (!isIntact(segment, key)) {
            throw lost(segment, key + " has not the SHA-256 that it was written with");
        }
    }

    private static EvidenceLogException lost(Segment segment, String what) {
        return new EvidenceLogException(
                Code.STAGING_LOST,
                what + "; lines " + segment.firstSeq() + " to " + segment.lastSeq() + " of lane " + segment.lane()
                        + " must be made again: start the job from an older state in a new epoch");
    }

    private boolean isIntact(Segment segment, String key) throws IOException {
        MessageDigest digest = Hash.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = storage.open(key)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Hash.finish(digest).equals(segment.objectSha256());
    }

    /** Forgets that a segment waited, once the log has it. */
    void forget(Segment segment) throws IOException {
        storage.delete(SegmentKey.staged(segment.objectSha256().toHex()));
    }
}
