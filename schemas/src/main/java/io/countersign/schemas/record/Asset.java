package io.countersign.schemas.record;

import java.util.Objects;

/**
 * A financial asset of the scope file.
 *
 * @param id name of the asset
 * @param system the financial system it belongs to; scopes of changes and freezes name systems
 * @param environment for example {@code production}
 * @param assetClass class of data, for example {@code ledger}; {@code class} in canonical JSON
 */
public record Asset(String id, String system, String environment, String assetClass) {

    public Asset {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(assetClass, "assetClass");
    }
}
