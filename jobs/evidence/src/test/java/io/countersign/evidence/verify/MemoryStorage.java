package io.countersign.evidence.verify;

import io.countersign.evidence.storage.Keys;
import io.countersign.evidence.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** Objects in memory, for stores that are large. */
final class MemoryStorage implements Storage {

    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public byte[] read(String key) throws IOException {
        byte[] bytes = objects.get(Keys.require(key));
        if (bytes == null) {
            throw new NoSuchFileException(key);
        }
        return bytes.clone();
    }

    @Override
    public InputStream open(String key) throws IOException {
        return new ByteArrayInputStream(read(key));
    }

    @Override
    public boolean exists(String key) {
        return objects.containsKey(key);
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
        boolean created = create(to, read(from));
        if (created) {
            delete(from);
        }
        return created;
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public void list(String prefix, Consumer<String> keys) {
        objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList().forEach(keys);
    }

    @Override
    public <T> T exclusively(Work<T> work) throws IOException {
        return work.run();
    }
}
