package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EightBytes;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SegmentReaderTest {

    private final SegmentReader reader = new SegmentReader();

    /** A stream that gives few bytes at once, as files on a network do. */
    private static InputStream slow(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, 1 + random.nextInt(100_000)));
            }
        };
    }

    private static byte[] line(Random random, int longest) {
        byte[] line = new byte[random.nextInt(longest + 1)];
        for (int i = 0; i < line.length; i++) {
            line[i] = (byte) (random.nextInt(20) == 0 ? 11 + random.nextInt(200) : 'a');
        }
        return line;
    }

    @Property(tries = 60)
    void shouldHandOverEachLineAndHashAllOfThem(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int count, @ForAll boolean isLong)
            throws IOException {
        Random random = new Random(seed);
        List<byte[]> lines = new ArrayList<>();
        MerkleTree tree = new MerkleTree();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] line = line(random, isLong ? LineWriter.MAX_BYTES : 300);
            lines.add(line);
            tree.addData(line, 0, line.length);
            content.writeBytes(line);
            content.write('\n');
        }
        byte[] object = Forger.gzip(content.toByteArray());

        List<byte[]> read = new ArrayList<>();
        SegmentReader.Content found = reader.read(slow(object, random), (bytes, from, limit) -> {
            int to = EightBytes.lineFeed(bytes, from, limit);
            assertThat(to).isLessThan(limit);
            read.add(Arrays.copyOfRange(bytes, from, to));
            return to;
        });

        assertThat(read).containsExactlyElementsOf(lines);
        assertThat(found)
                .isEqualTo(new SegmentReader.Content(
                        Hash.sha256(object),
                        Hash.sha256(content.toByteArray()),
                        content.size(),
                        count,
                        tree.root(),
                        null));
    }

    @Property(tries = 20)
    void shouldRefuseALineThatIsTooLong(@ForAll @IntRange(min = 1, max = 200_000) int more) throws IOException {
        byte[] content = new byte[LineWriter.MAX_BYTES + more + 1];
        Arrays.fill(content, (byte) 'a');
        content[content.length - 1] = '\n';

        SegmentReader.Content found = reader.read(new ByteArrayInputStream(Forger.gzip(content)), EightBytes::lineFeed);

        assertThat(found.fault()).isNotNull();
        assertThat(String.valueOf(found.fault())).contains("a line of more than 262144 bytes");
    }

    @Property(tries = 50)
    void shouldSayThatAFileIsCutOff(@ForAll @IntRange(min = 0, max = 10_000) int kept) throws IOException {
        byte[] object = Forger.gzip(new byte[10_000]);
        byte[] cut = Arrays.copyOf(object, kept % object.length);

        SegmentReader.Content found = reader.read(new ByteArrayInputStream(cut), EightBytes::lineFeed);

        assertThat(found.fault()).isNotNull();
        assertThat(String.valueOf(found.fault())).containsAnyOf("cut off", "no line feed");
    }
}
