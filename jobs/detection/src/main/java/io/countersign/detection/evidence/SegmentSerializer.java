package io.countersign.detection.evidence;

import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** A segment in a checkpoint: where it waits, and the manifest it will have in its log, without the one before it. */
final class SegmentSerializer implements SimpleVersionedSerializer<StagedSegment> {

    private static final int VERSION = 2;
    private static final int SPACE_BYTES = 1024;

    SegmentSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(StagedSegment staged) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(SPACE_BYTES);
        write(out, staged.home().directory().getBytes(StandardCharsets.UTF_8));
        write(out, LeafCodec.write(new Leaf.Manifest(staged.home().log(), staged.segment(), null)));
        return out.getCopyOfBuffer();
    }

    private static void write(DataOutputSerializer out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public StagedSegment deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("a segment of version " + version + ", expected " + VERSION);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        String directory = new String(read(in), StandardCharsets.UTF_8);
        try {
            Leaf.Manifest manifest = (Leaf.Manifest) LeafCodec.read(read(in));
            return new StagedSegment(new StagedSegment.Home(manifest.log(), directory), manifest.segment());
        } catch (InvalidLeafException | ClassCastException e) {
            throw new IOException("a segment of the checkpoint " + e.getMessage(), e);
        }
    }

    private static byte[] read(DataInputDeserializer in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
