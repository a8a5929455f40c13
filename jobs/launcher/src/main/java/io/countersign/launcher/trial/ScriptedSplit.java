package io.countersign.launcher.trial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A lane of a script, and how far it has been delivered.
 *
 * @param lane its number
 * @param phase the phase it is in
 * @param position how many of that phase's steps are done
 */
record ScriptedSplit(int lane, int phase, int position) implements SourceSplit {

    @Override
    public String splitId() {
        return Integer.toString(lane);
    }

    /** The next step of the same phase. */
    ScriptedSplit afterStep() {
        return new ScriptedSplit(lane, phase, position + 1);
    }

    /** The begin of the next phase. */
    ScriptedSplit afterPhase() {
        return new ScriptedSplit(lane, phase + 1, 0);
    }

    /** Of one split. */
    static final class Serializer implements SimpleVersionedSerializer<ScriptedSplit> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(ScriptedSplit split) throws IOException {
            return ListSerializer.bytes(List.of(split));
        }

        @Override
        public ScriptedSplit deserialize(int version, byte[] bytes) throws IOException {
            return ListSerializer.splits(bytes).get(0);
        }
    }

    /** Of those that nobody reads yet. */
    static final class ListSerializer implements SimpleVersionedSerializer<List<ScriptedSplit>> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(List<ScriptedSplit> splits) throws IOException {
            return bytes(splits);
        }

        @Override
        public List<ScriptedSplit> deserialize(int version, byte[] bytes) throws IOException {
            return splits(bytes);
        }

        static byte[] bytes(List<ScriptedSplit> splits) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            for (ScriptedSplit split : splits) {
                out.writeInt(split.lane());
                out.writeInt(split.phase());
                out.writeInt(split.position());
            }
            return bytes.toByteArray();
        }

        static List<ScriptedSplit> splits(byte[] bytes) throws IOException {
            List<ScriptedSplit> splits = new ArrayList<>();
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            for (int i = 0; i < bytes.length / (3 * Integer.BYTES); i++) {
                splits.add(new ScriptedSplit(in.readInt(), in.readInt(), in.readInt()));
            }
            return splits;
        }
    }
}
