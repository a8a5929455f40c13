package io.countersign.evidence.log;

import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.tree.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entry of the log: canonical JSON of at most 65,535 bytes, whose member {@code kind} says which. */
public sealed interface Leaf {

    /** The name of the log. */
    String log();

    /**
     * That a segment is part of the evidence.
     *
     * @param previous the leaf hash of the manifest before it in its lane; null for the first of a lane
     */
    record Manifest(String log, Segment segment, @Nullable Hash previous) implements Leaf {

        public Manifest {
            Objects.requireNonNull(log, "log");
            Objects.requireNonNull(segment, "segment");
        }
    }

    /**
     * That an epoch begins: the first when the log is made, another when the job went back to an older state (E4).
     *
     * @param lanes how many lanes the log has, for ever
     * @param heads where each lane ends, by lane; the next lines follow there
     * @param reason why it begins
     * @param approver who approved of it
     * @param at when
     */
    record EpochStart(
            String log, int epoch, int lanes, List<LaneHead> heads, String reason, String approver, Instant at)
            implements Leaf {

        public EpochStart {
            Objects.requireNonNull(log, "log");
            heads = List.copyOf(heads);
            if (epoch < 1 || lanes < 1 || lanes > MAX_LANES || heads.size() > lanes) {
                throw new IllegalArgumentException(
                        "epoch " + epoch + ", " + lanes + " lanes, " + heads.size() + " lane heads");
            }
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(approver, "approver");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * That another key signs checkpoints from here on. Both keys have signed it.
     *
     * @param signatures base64 Ed25519 signatures over {@link KeyRotation#signedText}, of the old and of the new key
     */
    record KeyRotation(String log, VerifierKey oldKey, VerifierKey newKey, Instant at, Signatures signatures)
            implements Leaf {

        public KeyRotation {
            Objects.requireNonNull(log, "log");
            Objects.requireNonNull(oldKey, "oldKey");
            Objects.requireNonNull(newKey, "newKey");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(signatures, "signatures");
        }

        /** Base64 of both signatures. */
        public record Signatures(String byOld, String byNew) {}

        /** Whether both keys have signed it. */
        public boolean isSigned() {
            byte[] text = signedText(log, oldKey, newKey, at).getBytes(StandardCharsets.UTF_8);
            try {
                Base64.Decoder base64 = Base64.getDecoder();
                return oldKey.verify(text, base64.decode(signatures.byOld()))
                        && newKey.verify(text, base64.decode(signatures.byNew()));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        /** What both keys sign. */
        public static String signedText(String log, VerifierKey oldKey, VerifierKey newKey, Instant at) {
            return "countersign key rotation\n" + log + "\n" + oldKey + "\n" + newKey + "\n" + at.toEpochMilli() + "\n";
        }
    }

    /**
     * Where a lane ends.
     *
     * @param lastSeq the place of its last line; -1 if it has none
     * @param manifest the leaf hash of its last manifest; null if it has none
     */
    record LaneHead(int lane, long lastSeq, @Nullable Hash manifest) {

        public LaneHead {
            if (lane < 0 || lastSeq < -1 || (lastSeq == -1) != (manifest == null)) {
                throw new IllegalArgumentException("lane " + lane + " ends at " + lastSeq + " with " + manifest);
            }
        }
    }

    /** The most lanes a log can have. */
    int MAX_LANES = 64;
}
