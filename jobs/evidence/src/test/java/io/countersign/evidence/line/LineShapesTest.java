package io.countersign.evidence.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A scanner that knows the shapes of lines tells of each line what one tells that has never seen a line. */
class LineShapesTest {

    private static final byte[] TELLING = "\"{}[],:\\0-19.aeuz \n\r\t\u007f".getBytes(StandardCharsets.US_ASCII);

    private final LineScanner used = new LineScanner();

    @Property(tries = 300)
    void shouldReadLinesAsIfEachWereTheFirst(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] line = i < 4 || random.nextInt(3) == 0 ? line(random) : lines.get(random.nextInt(lines.size()));
            lines.add(random.nextInt(4) == 0 ? changed(line, random) : line);
        }
        assertReadAsFirst(lines);
    }

    @Test
    void shouldRefuseALineThatEndsWithACarriageReturnHoweverOften() throws Exception {
        byte[] line = line(new Random(1));
        byte[] crLf = Arrays.copyOf(line, line.length + 1);
        crLf[line.length] = '\r';
        assertReadAsFirst(List.of(crLf, line, crLf, crLf));

        LineScanner thorough = new LineScanner();
        byte[] bytes = inFile(List.of(crLf));
        thorough.scan(bytes, 0, line.length);
        assertThat(told(thorough, bytes, 0, bytes.length - LineScanner.ROOM)).startsWith("wrong");
    }

    @Test
    void shouldTellOfAnObjectWhereThereWasAnEmptyOne() throws Exception {
        byte[] empty = write(EvidenceType.VERDICT, null, null, "{\"a\":{},\"control\":\"c\"}");
        byte[] full = write(EvidenceType.VERDICT, null, null, "{\"a\":{\"b\":{}},\"control\":\"d\"}");
        byte[] number = write(EvidenceType.VERDICT, null, null, "{\"a\":12,\"control\":\"e\"}");
        byte[] none = write(EvidenceType.VERDICT, null, null, "{}");
        byte[] other = write(EvidenceType.VERDICT, null, null, "{\"control\":\"f\"}");
        assertReadAsFirst(List.of(empty, full, number, none, other, full, empty, other, none, number));
    }

    @Test
    void shouldReadLinesOfMoreShapesThanItKeeps() throws Exception {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            StringBuilder record = new StringBuilder("{\"a\":0");
            for (int k = 0; k < 20; k++) {
                record.append(",\"")
                        .append((char) ('b' + k))
                        .append(i * 7919 % (k + 17))
                        .append("\":1");
            }
            lines.add(write(EvidenceType.VERDICT, null, null, record.append('}').toString()));
        }
        lines.addAll(lines.subList(0, 100));
        assertReadAsFirst(lines);
    }

    private void assertReadAsFirst(List<byte[]> lines) throws Exception {
        byte[] bytes = inFile(lines);
        int limit = bytes.length - LineScanner.ROOM;
        for (int from = 0; from < limit; ) {
            int to = EightBytes.lineFeed(bytes, from, limit);
            assertThat(told(used, bytes, from, limit))
                    .as(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                    .isEqualTo(told(new LineScanner(), bytes, from, limit));
            from = to + 1;
        }
    }

    private static byte[] inFile(List<byte[]> lines) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            file.writeBytes(line);
            file.write('\n');
        }
        file.writeBytes(new byte[LineScanner.ROOM]);
        return file.toByteArray();
    }

    private static String told(LineScanner scanner, byte[] bytes, int from, int limit) {
        try {
            int to = scanner.scanNext(bytes, from, limit);
            byte[] record = scanner.record();
            byte[] raw = scanner.raw();
            return String.join(
                    " ",
                    String.valueOf(to),
                    scanner.type().wireName(),
                    scanner.id(),
                    scanner.time(),
                    String.valueOf(scanner.epoch()),
                    String.valueOf(scanner.seq()),
                    scanner.previous(),
                    scanner.rawTopic(),
                    scanner.rawSha256(),
                    String.valueOf(scanner.rawPartition()),
                    String.valueOf(scanner.rawOffset()),
                    scanner.control(),
                    scanner.outcome(),
                    scanner.sequence(),
                    scanner.rulesDigest(),
                    String.valueOf(scanner.revision()),
                    scanner.recordSha256(),
                    record == null ? "none" : new String(record, StandardCharsets.UTF_8),
                    raw == null ? "none" : new String(raw, StandardCharsets.UTF_8));
        } catch (LineFormatException e) {
            return "wrong: " + e.getMessage();
        }
    }

    private static byte[] line(Random random) {
        EvidenceType[] types = EvidenceType.values();
        String record = "{"
                + some(random, "\"control\":\"" + text(random) + "\",")
                + some(random, "\"empty\":" + (random.nextBoolean() ? "{}" : "{\"x\":1}") + ",")
                + some(random, "\"list\":[" + some(random, "{\"control\":\"no\"},") + "1],")
                + some(random, "\"outcome\":\"" + text(random) + "\",")
                + some(random, "\"revision\":" + random.nextInt(100) + ",")
                + "\"v\":" + (random.nextBoolean() ? "true" : "\"true\"")
                + "}";
        return write(
                types[random.nextInt(types.length)],
                random.nextBoolean()
                        ? null
                        : new RawReference(
                                text(random) + "t",
                                random.nextInt(9),
                                random.nextInt(),
                                "ab".repeat(32),
                                random.nextBoolean() ? null : text(random)),
                random.nextBoolean() ? null : VerdictOutcome.EXCEPTION,
                record);
    }

    private static byte[] write(
            EvidenceType type, @Nullable RawReference raw, @Nullable VerdictOutcome previous, String record) {
        EvidenceRecord evidence = new EvidenceRecord(
                type,
                "0123456789abcdef".repeat(2),
                1_774_994_400_000L,
                raw,
                previous,
                record.getBytes(StandardCharsets.UTF_8));
        return LineWriter.write(evidence, 1, 7).line();
    }

    private static String some(Random random, String member) {
        return random.nextBoolean() ? member : "";
    }

    private static String text(Random random) {
        String[] parts = {"", "a", "ledger-close", "\u00e9", "\\\"", "\\n", "\u20ac", "0123456789abcdef"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** A byte of it changed, left out, or once more; never its end. */
    private static byte[] changed(byte[] line, Random random) {
        if (line.length < 2) {
            return line;
        }
        int at = random.nextInt(line.length - 1);
        byte other = TELLING[random.nextInt(TELLING.length)];
        byte[] changed = line.clone();
        switch (random.nextInt(3)) {
            case 0 -> changed[at] = other;
            case 1 -> {
                changed = Arrays.copyOf(line, line.length - 1);
                System.arraycopy(line, at + 1, changed, at, line.length - at - 1);
            }
            default -> {
                changed = Arrays.copyOf(line, line.length + 1);
                System.arraycopy(line, at, changed, at + 1, line.length - at);
                changed[at] = other;
            }
        }
        return changed;
    }
}
