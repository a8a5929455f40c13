package io.countersign.schemas.record;

import java.util.List;

/**
 * What a freeze stops.
 *
 * @param systems financial systems, exact
 * @param environments environments, exact; absent or empty means all
 */
public record FreezeScope(List<String> systems, List<String> environments) {

    public FreezeScope {
        systems = Lists.copy(systems);
        environments = Lists.copy(environments);
    }
}
