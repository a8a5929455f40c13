package io.countersign.evidence.verify;

import java.io.IOException;
import java.nio.file.Path;

/** Stores for tests of what is outside of this package. */
public final class EvidenceStores {

    private EvidenceStores() {}

    /** The key of a store, and where the topics end that it is of. */
    public record Written(String vkey, String sourceOffsets) {}

    /** Writes a sound store. */
    public static Written write(Path directory) throws IOException {
        StoreFixture store =
                StoreFixture.create(directory, StoreFixture.newKey()).checkpoints(2, 12);
        return new Written(store.signer().verifierKey().toString(), store.job().sourceOffsets());
    }
}
