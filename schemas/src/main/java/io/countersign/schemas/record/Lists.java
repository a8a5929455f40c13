package io.countersign.schemas.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of a record's components: never null, never mutable; absent and empty are the same (S6.1). */
final class Lists {

    private Lists() {}

    static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
