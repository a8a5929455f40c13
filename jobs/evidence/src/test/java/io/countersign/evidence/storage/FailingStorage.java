package io.countersign.evidence.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A store before which the process dies at one of the calls: before it has done anything, or right behind it. */
public final class FailingStorage implements Storage {

    private final Storage storage;
    private final int failing;
    private final boolean isDone;
    private int calls;

    /**
     * A store over another.
     *
     * @param failing the number of the call that fails, from 0
     * @param isDone whether it is done all the same
     */
    public FailingStorage(Storage storage, int failing, boolean isDone) {
        this.storage = storage;
        this.failing = failing;
        this.isDone = isDone;
    }

    /** How many calls there were. */
    public int calls() {
        return calls;
    }

    private <T> T call(Work<T> work) throws IOException {
        boolean fails = calls++ >= failing;
        if (fails && (!isDone || calls > failing + 1)) {
            throw new IOException("killed");
        }
        T result = work.run();
        if (fails) {
            throw new IOException("killed");
        }
        return result;
    }

    @Override
    public byte[] read(String key) throws IOException {
        return call(() -> storage.read(key));
    }

    @Override
    public InputStream open(String key) throws IOException {
        return call(() -> storage.open(key));
    }

    @Override
    public boolean exists(String key) throws IOException {
        return call(() -> storage.exists(key));
    }

    @Override
    public boolean create(String key, byte[] bytes) throws IOException {
        return call(() -> storage.create(key, bytes));
    }

    @Override
    public void replace(String key, byte[] bytes) throws IOException {
        call(() -> {
            storage.replace(key, bytes);
            return true;
        });
    }

    @Override
    public boolean move(String from, String to) throws IOException {
        return call(() -> storage.move(from, to));
    }

    @Override
    public void delete(String key) throws IOException {
        call(() -> {
            storage.delete(key);
            return true;
        });
    }

    @Override
    public void list(String prefix, Consumer<String> keys) throws IOException {
        call(() -> {
            storage.list(prefix, keys);
            return true;
        });
    }

    @Override
    public <T> T exclusively(Work<T> work) throws IOException {
        return storage.exclusively(work);
    }

    @Override
    public String toString() {
        return storage.toString();
    }
}
