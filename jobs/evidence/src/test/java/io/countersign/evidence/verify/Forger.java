package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.log.Entries;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.NoteSigner;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.tree.MerkleTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Who can write to a store of fewer than 256 leaves, and changes it: by hand, or with the key too. */
final class Forger {

    private final Path store;

    Forger(Path store) {
        this.store = store;
    }

    /** A copy of a store, to be forged. */
    static Forger copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return new Forger(to);
    }

    Path store() {
        return store;
    }

    byte[] read(String key) throws IOException {
        return Files.readAllBytes(store.resolve(key));
    }

    void write(String key, byte[] bytes) throws IOException {
        Files.createDirectories(store.resolve(key).resolve("..").normalize());
        Files.write(store.resolve(key), bytes);
    }

    void delete(String key) throws IOException {
        Files.delete(store.resolve(key));
    }

    /** The keys of all objects below a prefix, sorted. */
    List<String> keys(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        new PosixStorage(store).list("", key -> {
            if (key.startsWith(prefix)) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** The leaves, in their order. */
    List<byte[]> leaves() throws IOException {
        String widest = "";
        int most = 0;
        for (String key : keys("tile/entries/000.p/")) {
            int width = Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
            widest = width > most ? key : widest;
            most = Math.max(most, width);
        }
        return Entries.leaves(widest, read(widest), most);
    }

    /** The manifests, each at the index of its leaf; null at the others. */
    List<Leaf> parsedLeaves() throws Exception {
        List<Leaf> parsed = new ArrayList<>();
        for (byte[] leaf : leaves()) {
            parsed.add(LeafCodec.read(leaf));
        }
        return parsed;
    }

    /** Writes other leaves, with bundles of every width there is. */
    void writeLeaves(List<byte[]> leaves) throws IOException {
        for (String key : keys("tile/entries/")) {
            ByteArrayOutputStream bundle = new ByteArrayOutputStream();
            for (byte[] leaf : leaves.subList(0, width(key))) {
                bundle.write(leaf.length >> 8);
                bundle.write(leaf.length);
                bundle.writeBytes(leaf);
            }
            write(key, bundle.toByteArray());
        }
    }

    /** Writes the hash tiles that belong to leaves. */
    void writeTiles(List<byte[]> leaves) throws IOException {
        for (String key : keys("tile/0/")) {
            ByteArrayOutputStream hashes = new ByteArrayOutputStream();
            leaves.subList(0, width(key))
                    .forEach(leaf -> hashes.writeBytes(MerkleTree.leaf(leaf).toBytes()));
            write(key, hashes.toByteArray());
        }
    }

    private static int width(String key) {
        return Integer.parseInt(key.substring(key.lastIndexOf('/') + 1));
    }

    /** A checkpoint of leaves. */
    static byte[] sign(List<byte[]> leaves, NoteSigner signer) {
        MerkleTree tree = new MerkleTree();
        leaves.forEach(leaf -> tree.add(MerkleTree.leaf(leaf)));
        return SignedNote.sign(new Checkpoint(StoreFixture.NAME, tree.size(), tree.root()).toText(), signer)
                .toBytes();
    }

    /** The lines of a segment, without their line feeds. */
    List<byte[]> lines(String key) throws IOException {
        byte[] content = new GZIPInputStream(new ByteArrayInputStream(read(key))).readAllBytes();
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                lines.add(Arrays.copyOfRange(content, from, i));
                from = i + 1;
            }
        }
        return lines;
    }

    /** Writes a segment's file with other lines. */
    void writeLines(String key, List<byte[]> lines) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            content.writeBytes(line);
            content.write('\n');
        }
        writeContent(key, content.toByteArray());
    }

    void writeContent(String key, byte[] content) throws IOException {
        write(key, gzip(content));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A line with other content and the CRC-32 that belongs to it. */
    static byte[] edit(byte[] line, UnaryOperator<String> change) {
        byte[] edited = change.apply(new String(line, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(edited, 18, edited.length - 18);
        byte[] hex = HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(hex, 0, edited, 8, hex.length);
        return edited;
    }

    /** A segment with these lines in the place of another, whose file goes; its manifest is the caller's. */
    Segment replace(Segment old, List<byte[]> lines) throws Exception {
        SegmentBuilder builder = new SegmentBuilder(old.epoch(), old.lane(), old.firstSeq());
        for (byte[] line : lines) {
            LineScanner scanner = scan(line);
            builder.add(line, scanner.type(), Instant.parse(scanner.time()).toEpochMilli());
        }
        SegmentBuilder.Built built = builder.build(old.origin());
        delete(old.path());
        write(built.segment().path(), built.object());
        return built.segment();
    }

    /** What a line says. */
    static LineScanner scan(byte[] line) throws Exception {
        byte[] roomy = Arrays.copyOf(line, line.length + 1 + LineScanner.ROOM);
        roomy[line.length] = '\n';
        LineScanner scanner = new LineScanner();
        scanner.scan(roomy, 0, line.length);
        return scanner;
    }

    /** The first segment that has a line of a type, and the number of that line from 1. */
    Place find(EvidenceType type) throws Exception {
        for (String key : keys("segments/")) {
            List<byte[]> lines = lines(key);
            for (int i = 0; i < lines.size(); i++) {
                if (scan(lines.get(i)).type() == type) {
                    return new Place(key, i + 1);
                }
            }
        }
        throw new AssertionError("no line of type " + type);
    }

    record Place(String key, int line) {}
}
