package io.countersign.detection.ingest;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.dialect.Dialect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Reads whole files in a bounded run, each in its dialect. */
public final class FileReader extends RichFlatMapFunction<InputFile, Ingested> {

    private static final long serialVersionUID = 1L;

    private final DialectFactory factory;
    private transient Map<String, Dialect> dialects;

    /** With what makes the dialects that the files name. */
    public FileReader(DialectFactory factory) {
        this.factory = factory;
    }

    @Override
    public void open(OpenContext context) {
        dialects = new HashMap<>();
    }

    @Override
    public void flatMap(InputFile file, Collector<Ingested> out) {
        Dialect dialect = dialects.computeIfAbsent(file.dialect(), name -> factory.create(name, null, file.timeZone()));
        try {
            FileMessages.forEach(
                    Path.of(file.path()),
                    file.name(),
                    dialect.framing(),
                    message -> dialect.read(message, new IngestedEvents(message, out)));
        } catch (IOException e) {
            out.collect(Ingested.quarantined(new Quarantined(
                    file.name(),
                    file.name(),
                    0,
                    0,
                    0,
                    QuarantineReason.NOT_JSON,
                    "the gzip stream is damaged, cut off or followed by something else; what follows the lines already"
                            + " read is lost: " + e.getMessage(),
                    new byte[0])));
        }
    }
}
