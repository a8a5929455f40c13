package io.countersign.evidence.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A directory of a POSIX file system. Bytes are forced to the disk before a name leads to them, and the name before
 * anything is said to be done; a name is given with {@code link}, which fails where there is one already.
 */
public final class PosixStorage implements Storage {

    /** Where what is not yet under its key is; not part of what is stored. */
    private static final String TEMPORARY = ".tmp";

    private static final String LOCK = ".lock";

    /** The stores that this process has locked. */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    /** As far as the umask lets it: those who verify a store are seldom those who write it. */
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private final Path root;

    /** The objects of a directory, which may not exist yet. */
    public PosixStorage(Path root) {
        this.root = root.toAbsolutePath();
    }

    private Path pathOf(String key) {
        return root.resolve(Keys.require(key));
    }

    @Override
    public byte[] read(String key) throws IOException {
        return Files.readAllBytes(pathOf(key));
    }

    @Override
    public InputStream open(String key) throws IOException {
        return Files.newInputStream(pathOf(key));
    }

    @Override
    public boolean exists(String key) {
        return Files.exists(pathOf(key));
    }

    @Override
    public boolean create(String key, byte[] bytes) throws IOException {
        Path path = pathOf(key);
        if (Files.exists(path)) {
            // A crash may have come between its name and the disk; who is told that it is there relies on it.
            force(createParent(path));
            return false;
        }
        Path written = write(bytes);
        try {
            return link(written, path);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public void replace(String key, byte[] bytes) throws IOException {
        Path path = pathOf(key);
        Path written = write(bytes);
        try {
            Path parent = createParent(path);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(parent);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public boolean move(String from, String to) throws IOException {
        Path source = pathOf(from);
        boolean linked = link(source, pathOf(to));
        if (linked) {
            Files.delete(source);
        }
        return linked;
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(pathOf(key));
    }

    private boolean link(Path from, Path to) throws IOException {
        Path parent = createParent(to);
        boolean linked = true;
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            linked = false;
        }
        force(parent);
        return linked;
    }

    private Path write(byte[] bytes) throws IOException {
        Path directory = root.resolve(TEMPORARY);
        Files.createDirectories(directory);
        Path file = Files.createTempFile(directory, "", "", READABLE);
        boolean whole = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
        return file;
    }

    private Path createParent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a key is always below the root");
        }
        List<Path> missing = new ArrayList<>();
        for (Path each = parent; each != null && !Files.isDirectory(each); each = each.getParent()) {
            missing.add(each);
        }
        if (!missing.isEmpty()) {
            Files.createDirectories(parent);
            for (Path each : missing) {
                Path above = each.getParent();
                if (above != null) {
                    force(above);
                }
            }
        }
        return parent;
    }

    /** A name is on the disk once its directory is. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void list(String prefix, Consumer<String> keys) throws IOException {
        Path from = prefix.isEmpty() ? root : pathOf(prefix.substring(0, prefix.length() - 1));
        list(from, prefix, keys);
    }

    private void list(Path directory, String prefix, Consumer<String> keys) throws IOException {
        List<Path> entries;
        try (Stream<Path> found = Files.list(directory)) {
            entries = found.sorted().toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            boolean own = directory.equals(root) && (name.equals(TEMPORARY) || name.equals(LOCK));
            if (Files.isDirectory(entry) && !own) {
                list(entry, prefix + name + "/", keys);
            } else if (!own) {
                keys.accept(prefix + name);
            }
        }
    }

    /** The lock goes with the process: after a kill nothing is left to clear. */
    @Override
    public <T> T exclusively(Work<T> work) throws IOException {
        Files.createDirectories(root);
        Path real = root.toRealPath();
        // To close any channel of a file gives back every lock that the process has on it: here nobody else opens one.
        if (!LOCKED_HERE.add(real)) {
            throw new LockedException(root.toString());
        }
        try (FileChannel channel =
                FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw new LockedException(root.toString());
            }
            return work.run();
        } finally {
            LOCKED_HERE.remove(real);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
