package io.countersign.detection.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.dialect.Framing;
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
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The messages of files. Files that start with gzip's magic number are decompressed. */
public final class FileMessages {

    /** Longer lines are cut, so that no file can fill the memory; what a reader is to see of a record is far below it. */
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

    private FileMessages() {}

    /**
     * Hands over each message of a file.
     *
     * @param name what the messages give as their topic
     * @throws IOException if the file's gzip stream is damaged, after the messages before the damage
     * @throws UncheckedIOException if the file cannot be read
     */
    public static void forEach(Path file, String name, Framing framing, Consumer<Message> messages) throws IOException {
        try (InputStream in = open(file)) {
            if (framing == Framing.LINE) {
                lines(in, LONGEST_LINE, name, messages);
                return;
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            IOException damage = null;
            try {
                in.transferTo(whole);
            } catch (IOException e) {
                damage = e;
            }
            byte[] bytes = whole.toByteArray();
            if (framing == Framing.LINE_OR_FILE && isOfLines(bytes)) {
                // A line is a message of any number of events, each of which has its own limit.
                lines(new ByteArrayInputStream(bytes), bytes.length, name, messages);
            } else {
                messages.accept(new Message(name, 0, 1, null, bytes));
            }
            if (damage != null) {
                throw damage;
            }
        }
    }

    private static void lines(InputStream in, int longest, String name, Consumer<Message> messages) throws IOException {
        BoundedLines lines = new BoundedLines(in, longest);
        long number = 0;
        for (byte @Nullable [] line = lines.next(); line != null; line = lines.next()) {
            number++;
            messages.accept(new Message(name, 0, number, null, line));
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = new BufferedInputStream(new FileBytes(newInputStream(path)));
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GzipCompressorInputStream(in, true) : in;
    }

    private static InputStream newInputStream(Path path) {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
