package io.countersign.launcher.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Files of this command's own, a record a line. That one of them fails is no fault of the store. */
final class LineFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final OutputStream out;
    private long written;

    private LineFile(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    /** Told of each line, and at which byte of the file it begins. */
    interface Reader {
        void line(long offset, byte[] line) throws IOException;
    }

    /** Writes a file of which lines are to be had by their place. */
    static LineFile plain(Path path) {
        try {
            return new LineFile(path, new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a compressed file. */
    static LineFile compressed(Path path) {
        try {
            return new LineFile(path, new Fast(Files.newOutputStream(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(new BufferedOutputStream(out, BUFFER_BYTES), BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    Path path() {
        return path;
    }

    /** Adds a line; returns the byte that it begins at, of what is not compressed. */
    long add(byte[] line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long at = written;
        written += line.length + 1L;
        return at;
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads every line of a file, compressed if its name says so. */
    static void read(Path path, Reader reader) throws IOException {
        boolean compressed = path.getFileName().toString().endsWith(".gz");
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
                InputStream in = compressed ? new BufferedInputStream(new GZIPInputStream(file, BUFFER_BYTES)) : file) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
            byte[] buffer = new byte[BUFFER_BYTES];
            long offset = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, from, i - from);
                        byte[] bytes = line.toByteArray();
                        reader.line(offset, bytes);
                        offset += bytes.length + 1L;
                        line.reset();
                        from = i + 1;
                    }
                }
                line.write(buffer, from, read - from);
            }
        }
    }

    /** Reads some bytes at a place. */
    static byte[] read(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) > 0) {
            // As often as it takes.
        }
        return bytes.array();
    }
}
