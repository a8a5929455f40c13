package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Operation;
import java.util.List;

/** What a text found is taken for. */
enum Meaning {
    /** Itself. */
    TEXT,
    /** SQL, of which what it does counts. */
    SQL_OPERATION,
    /** SQL, of which the tables, views and schemas that it names count. */
    SQL_OBJECTS;

    /** What a text means; nothing if it is no SQL. */
    List<String> of(String text) {
        return switch (this) {
            case TEXT -> List.of(text);
            case SQL_OPERATION -> {
                Operation operation = SqlText.operation(text);
                yield operation == null ? List.of() : List.of(operation.wireName());
            }
            case SQL_OBJECTS -> SqlText.objects(text);
        };
    }
}
