package io.countersign.detection.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole files in a bounded run: JSON lines, one message a line, or a vendor's file as one message where its first
 * line ends within a JSON value. Files that start with gzip's magic number are decompressed.
 */
public final class FileReader extends RichFlatMapFunction<InputFile, Ingested> {

    private static final long serialVersionUID = 1L;

    /** Longer lines are cut, so that no file can fill the memory; what a reader is to see of a record is far below it. */
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

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
    public void flatMap(InputFile file, Collector<Ingested> out) throws IOException {
        Dialect dialect = dialects.computeIfAbsent(file.dialect(), name -> factory.create(name, null, file.timeZone()));
        try (InputStream in = open(Path.of(file.path()))) {
            if (file.dialect().equals(CanonicalDialect.NAME)) {
                readLines(in, LONGEST_LINE, file, dialect, out);
            } else {
                readVendorFile(in, file, dialect, out);
            }
        } catch (IOException e) {
            out.collect(Ingested.quarantined(new Quarantined(
                    file.name(),
                    file.name(),
                    0,
                    0,
                    0,
                    QuarantineReason.NOT_JSON,
                    "the gzip stream is damaged, cut off or followed by something else; what follows the lines already read"
                            + " is lost: " + e.getMessage(),
                    new byte[0])));
        }
    }

    private static void readVendorFile(InputStream in, InputFile file, Dialect dialect, Collector<Ingested> out)
            throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        IOException damage = null;
        try {
            in.transferTo(whole);
        } catch (IOException e) {
            damage = e;
        }
        byte[] bytes = whole.toByteArray();
        if (isOfLines(bytes)) {
            // A line is a message of any number of events, each of which has its own limit.
            readLines(new ByteArrayInputStream(bytes), bytes.length, file, dialect, out);
        } else {
            read(new Message(file.name(), 0, 1, null, bytes), dialect, out);
        }
        if (damage != null) {
            throw damage;
        }
    }

    /** The file's bytes; only what gzip says of them is an IOException. */
    private static InputStream open(Path path) throws IOException {
        InputStream in = new BufferedInputStream(new FileBytes(Files.newInputStream(path)));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GzipCompressorInputStream(in, true) : in;
    }

    /** A file that cannot be read fails the run; it must not be taken for one that is damaged. */
    private static final class FileBytes extends FilterInputStream {

        FileBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void readLines(InputStream in, int longest, InputFile file, Dialect dialect, Collector<Ingested> out)
            throws IOException {
        BoundedLines lines = new BoundedLines(in, longest);
        long number = 0;
        for (byte @Nullable [] line = lines.next(); line != null; line = lines.next()) {
            number++;
            read(new Message(file.name(), 0, number, null, line), dialect, out);
        }
    }

    private static void read(Message message, Dialect dialect, Collector<Ingested> out) {
        dialect.read(message, new IngestedEvents(message, out));
    }

    /** Whether the first line that is not blank is a message of its own, be it a bad one: it does not end within one. */
    private static boolean isOfLines(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && bytes[start] <= ' ' && bytes[start] >= 0) {
            start++;
        }
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        try (JsonParser parser = StrictJson.EVENTS_FACTORY.createParser(bytes, start, end - start)) {
            if (parser.nextToken() != null) {
                parser.skipChildren();
            }
            return start < bytes.length;
        } catch (JsonEOFException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
