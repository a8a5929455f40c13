package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.tree.Hash;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;

/** Prints how fast segments are read, against what Java alone needs to decompress and hash the same bytes. */
public final class SpeedMain {

    private SpeedMain() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        SegmentBuilder builder = new SegmentBuilder(1, 0, 0);
        FixtureJob job = new FixtureJob(Hash.sha256(new byte[0]).toHex());
        while (!builder.isFull()) {
            for (EvidenceRecord record : job.step(1000)) {
                builder.add(LineWriter.write(record, 1, builder.nextSeq()).line(), record.type(), record.timeMillis());
            }
        }
        SegmentBuilder.Built built = builder.build(new Segment.Origin("", "", "", "", 0));
        System.out.printf(
                "%d lines, %d bytes, %d compressed%n",
                built.segment().count(), built.segment().contentBytes(), built.object().length);
        if (args.length > 0) {
            java.nio.file.Files.write(java.nio.file.Path.of(args[0]), built.object());
        }
        SegmentReader reader = new SegmentReader();
        LineScanner scanner = new LineScanner();
        for (int round = 0; round < 12; round++) {
            long start = System.nanoTime();
            MessageDigest digest = Hash.newDigest();
            byte[] buffer = new byte[64 * 1024];
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(built.object()), 64 * 1024)) {
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                    digest.update(buffer, 0, got);
                }
            }
            Hash.finish(digest);
            long java = System.nanoTime() - start;
            start = System.nanoTime();
            reader.read(new ByteArrayInputStream(built.object()), (b, from, to) -> {});
            long framing = System.nanoTime() - start;
            start = System.nanoTime();
            boolean[] sound = {true};
            SegmentReader.Content content = reader.read(new ByteArrayInputStream(built.object()), (b, from, to) -> {
                try {
                    scanner.scan(b, from, to);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long scanned = System.nanoTime() - start;
            if (!sound[0]
                    || !content.root().equals(built.segment().root())
                    || !content.object().equals(built.segment().objectSha256())
                    || !content.content().equals(built.segment().contentSha256())) {
                throw new IllegalStateException(content.toString());
            }
            System.out.printf(
                    "java %d ms, reader %d ms (%.2f), with scan %d ms (%.2f)%n",
                    java / 1000000,
                    framing / 1000000,
                    (double) java / framing,
                    scanned / 1000000,
                    (double) java / scanned);
        }
    }
}
