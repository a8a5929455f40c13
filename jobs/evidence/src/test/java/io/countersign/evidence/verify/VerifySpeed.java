package io.countersign.evidence.verify;

import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Prints how fast a store is verified on one thread, as a ratio to what Java alone needs to decompress its segments and
 * hash what is in them. No test: run by hand, on a machine that does nothing else.
 */
public final class VerifySpeed {

    private static final int ROUNDS = 12;
    private static final int CHECKPOINTS = 8;
    private static final int RECORDS = 20_000;

    private VerifySpeed() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("verify-speed");
        StoreFixture store = StoreFixture.create(directory, StoreFixture.newKey())
                .withoutRaw()
                .checkpoints(CHECKPOINTS, RECORDS);
        Storage storage = store.storage();
        List<String> segments = new ArrayList<>();
        storage.list("segments/", segments::add);
        long bytes = 0;
        long plain = Long.MAX_VALUE;
        long quick = Long.MAX_VALUE;
        long accounting = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            bytes = 0;
            for (String segment : segments) {
                bytes += plain(storage, segment);
            }
            plain = Math.min(plain, cpuNanos() - start);
            quick = Math.min(quick, verify(store, false));
            accounting = Math.min(accounting, verify(store, true));
        }
        System.out.printf(
                "%d MB in %d segments, processor time, best of %d: plain %d ms; verify %d ms, ratio %.2f;"
                        + " with accounting %d ms, ratio %.2f%n",
                bytes / 1_000_000,
                segments.size(),
                ROUNDS,
                plain / 1_000_000,
                quick / 1_000_000,
                (double) plain / quick,
                accounting / 1_000_000,
                (double) plain / accounting);
    }

    /** Of the whole process: other processes do not count, and threads and the collector of garbage do. */
    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long plain(Storage storage, String segment) throws IOException {
        MessageDigest digest = Hash.newDigest();
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try (InputStream in = new GZIPInputStream(storage.open(segment), buffer.length)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
                bytes += got;
            }
        }
        Hash.finish(digest);
        return bytes;
    }

    private static long verify(StoreFixture store, boolean accounting) throws Exception {
        long start = cpuNanos();
        Verification found = Verifier.verify(
                store.storage(),
                new Trust(StoreFixture.NAME, List.of(store.signer().verifierKey()), List.of()),
                new Verifier.Scope(accounting, List.of(), 1),
                (done, of) -> {});
        if (!found.problems().isEmpty()) {
            throw new IllegalStateException(found.problems().toString());
        }
        return cpuNanos() - start;
    }
}
