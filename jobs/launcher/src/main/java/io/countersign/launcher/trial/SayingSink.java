package io.countersign.launcher.trial;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Tells a conductor what comes out of a trial, and when no more will.
 *
 * @param conductor the name of the conductor
 * @param trial the name of the trial
 */
record SayingSink<T>(String conductor, String trial, Conductor.Kind kind, Format<T> format) implements Sink<T> {

    /** An element as JSON. */
    interface Format<T> extends Serializable {
        byte[] json(T element);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        Conductor told = Conductor.named(conductor);
        return new SinkWriter<>() {
            @Override
            public void write(T element, Context unused) {
                told.say(trial, kind, new String(format.json(element), StandardCharsets.UTF_8));
            }

            @Override
            public void flush(boolean endOfInput) {
                if (endOfInput) {
                    told.ended();
                }
            }

            @Override
            public void close() {}
        };
    }
}
