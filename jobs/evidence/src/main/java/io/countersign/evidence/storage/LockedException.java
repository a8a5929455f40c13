package io.countersign.evidence.storage;

import java.io.IOException;

/** Another process writes to the store. */
public final class LockedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** For a store. */
    public LockedException(String store) {
        super("another process writes to " + store + "; only one may: wait until it has ended, or stop it");
    }
}
