package io.countersign.evidence.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Objects in memory. They can be read by many threads at once, as a verifier does. */
public final class MemoryStorage implements Storage {

    private final SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private boolean locked;

    /** Without objects. */
    public MemoryStorage() {}

    /** With those of another. */
    public MemoryStorage(MemoryStorage other) {
        objects.putAll(other.objects);
    }

    /** Every object under its key. */
    public SortedMap<String, byte[]> objects() {
        return objects;
    }

    /** The same as texts, which have an equal. */
    public SortedMap<String, String> contents() {
        SortedMap<String, String> contents = new TreeMap<>();
        objects.forEach((key, bytes) -> contents.put(key, new String(bytes, StandardCharsets.ISO_8859_1)));
        return contents;
    }

    @Override
    public byte[] read(String key) throws IOException {
        byte[] object = objects.get(Keys.require(key));
        if (object == null) {
            throw new NoSuchFileException(key);
        }
        return object.clone();
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public boolean exists(String key) {
        return objects.containsKey(Keys.require(key));
    }

    @Override
    public boolean create(String key, byte[] bytes) {
        return objects.putIfAbsent(Keys.require(key), bytes.clone()) == null;
    }

    @Override
    public void replace(String key, byte[] bytes) {
        objects.put(Keys.require(key), bytes.clone());
    }

    @Override
    public boolean move(String from, String to) throws IOException {
        byte[] object = read(from);
        boolean moved = create(to, object);
        if (moved) {
            delete(from);
        }
        return moved;
    }

    @Override
    public void delete(String key) {
        objects.remove(Keys.require(key));
    }

    @Override
    public void list(String prefix, Consumer<String> keys) {
        List<String> found =
                objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
        found.forEach(keys);
    }

    @Override
    public <T> T exclusively(Work<T> work) throws IOException {
        if (locked) {
            throw new LockedException(toString());
        }
        locked = true;
        try {
            return work.run();
        } finally {
            locked = false;
        }
    }

    @Override
    public String toString() {
        return "memory";
    }
}
