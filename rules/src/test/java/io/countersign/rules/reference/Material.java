package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What of a change an approval approves; an edit of it makes earlier approvals stale (S3.4). */
record Material(String kind, Optional<Long> start, Optional<Long> end, List<Set<String>> scope) {
    static Material of(JsonNode change) {
        return new Material(
                Fields.required(change, "kind"),
                Fields.millis(change, "window.start"),
                Fields.millis(change, "window.end"),
                Stream.of("systems", "environments", "identities", "operations", "objects")
                        .map(list -> Set.copyOf(Fields.texts(change, "scope." + list)))
                        .toList());
    }
}
