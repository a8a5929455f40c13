package io.countersign.detection.evidence;

import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.log.Segment;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A segment in a checkpoint: as the manifest it will have, of a log that does not have it yet. */
final class SegmentSerializer implements SimpleVersionedSerializer<Segment> {

    private static final int VERSION = 1;
    private static final String NO_LOG = "staged";

    SegmentSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Segment segment) {
        return LeafCodec.write(new Leaf.Manifest(NO_LOG, segment, null));
    }

    @Override
    public Segment deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("a segment of version " + version + ", expected " + VERSION);
        }
        try {
            return ((Leaf.Manifest) LeafCodec.read(bytes)).segment();
        } catch (InvalidLeafException | ClassCastException e) {
            throw new IOException("a segment of the checkpoint " + e.getMessage(), e);
        }
    }
}
