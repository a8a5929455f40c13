package io.countersign.evidence.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Objects under keys. What was created stays as it is and survives a crash; an object is there whole or not at all.
 * Keys are names separated by {@code /}, which {@link Keys#require} admits.
 */
public interface Storage {

    /**
     * The bytes of an object.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] read(String key) throws IOException;

    /**
     * The bytes of an object, one after the other.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    InputStream open(String key) throws IOException;

    /** Whether there is an object. */
    boolean exists(String key) throws IOException;

    /** Creates an object; false, and nothing done, if there is one already. */
    boolean create(String key, byte[] bytes) throws IOException;

    /** Creates an object or puts another in its place, at one instant. */
    void replace(String key, byte[] bytes) throws IOException;

    /**
     * Gives an object another key, if that is free. False, and nothing done, if there is an object under it already.
     *
     * @throws java.nio.file.NoSuchFileException if there is no object to move
     */
    boolean move(String from, String to) throws IOException;

    /** Removes an object, if there is one. */
    void delete(String key) throws IOException;

    /** Hands over the key of every object below a prefix that ends with {@code /}, or of all for an empty one; sorted. */
    void list(String prefix, Consumer<String> keys) throws IOException;

    /**
     * Does something while every other writer is kept out, of this process and of others.
     *
     * @throws LockedException if another has it
     */
    <T> T exclusively(Work<T> work) throws IOException;

    /** What no other writer may come between. */
    interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }
}
