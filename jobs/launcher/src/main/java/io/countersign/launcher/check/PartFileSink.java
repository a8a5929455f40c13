package io.countersign.launcher.check;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes each subtask's elements as lines of a file of its own, for a bounded run to gather.
 *
 * @param directory where the files go
 * @param prefix what their names start with; the subtask's index follows
 */
record PartFileSink<T>(String directory, String prefix, LineFormat<T> format) implements Sink<T> {

    /** An element as one line, without the line's end. */
    interface LineFormat<T> extends Serializable {
        byte[] line(T element);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        Path file = Path.of(directory, prefix + "-" + context.getTaskInfo().getIndexOfThisSubtask());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 64 * 1024);
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context unused) throws IOException {
                out.write(format.line(element));
                out.write('\n');
            }

            @Override
            public void flush(boolean endOfInput) throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }
}
