package io.countersign.evidence.log;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.Storage;
import io.countersign.schemas.codec.Codec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Keys, logs and segments, the same at every run. */
public final class Testing {

    public static final Instant AT = Instant.parse("2026-03-31T22:00:00.000Z");

    static final int LANES = 3;
    static final Segment.Origin ORIGIN = new Segment.Origin("r".repeat(64), "s".repeat(64), "0.1.0", "job", 7);

    private Testing() {}

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final int seed;

        Fixed(int seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) seed);
        }
    }

    /** A key. */
    public static Ed25519Signer key(String name, int seed) {
        return Ed25519Signer.generate(name, new Fixed(seed));
    }

    /** The key of the logs here. */
    public static Ed25519Signer key() {
        return key("acme-test-FY2026", 1);
    }

    /** A log of three lanes. */
    public static EvidenceLog log(Storage storage) throws IOException {
        return EvidenceLog.create(storage, key(), LANES, "auditor", AT);
    }

    /** Lines of a lane that tell one text from another. */
    static SegmentBuilder.Built segment(int epoch, int lane, long firstSeq, int lines, String text) {
        SegmentBuilder builder = new SegmentBuilder(epoch, lane, firstSeq);
        for (int i = 0; i < lines; i++) {
            byte[] content = ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
            String id = Codec.sha256((text + lane + "-" + (firstSeq + i)).getBytes(StandardCharsets.UTF_8))
                    .substring(0, 32);
            EvidenceRecord each = new EvidenceRecord(
                    EvidenceType.HEARTBEAT, id, AT.toEpochMilli() + firstSeq + i, null, null, content);
            builder.add(LineWriter.write(each, epoch, firstSeq + i).line(), each.type(), each.timeMillis());
        }
        return builder.build(ORIGIN);
    }

    static SegmentBuilder.Built segment(int lane, long firstSeq, int lines) {
        return segment(1, lane, firstSeq, lines, "a");
    }

    /** Puts segments where they wait for the log. */
    static List<Segment> staged(Storage storage, SegmentBuilder.Built... segments) throws IOException {
        for (SegmentBuilder.Built each : segments) {
            storage.create(each.stagingKey(), each.object());
        }
        return Arrays.stream(segments).map(SegmentBuilder.Built::segment).toList();
    }
}
