package io.countersign.rules.reference;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a verdict says beyond whom and what it is about (S8). */
record Finding(
        String outcome,
        Optional<String> reason,
        Optional<String> change,
        Optional<Standing> nearest,
        Optional<Long> ratifiedAt,
        Set<String> notes,
        List<Standing> candidates) {

    static final String CONFLICT = "REGISTER_CONFLICT";

    static Finding authorised() {
        return bare("AUTHORISED", Optional.empty());
    }

    static Finding exception(String reason) {
        return bare("EXCEPTION", Optional.of(reason));
    }

    static Finding incomplete(Set<String> notes) {
        return bare("INDETERMINATE", Optional.of("SOURCE_INCOMPLETE")).with(notes);
    }

    Finding with(Set<String> otherNotes) {
        return new Finding(outcome, reason, change, nearest, ratifiedAt, otherNotes, candidates);
    }

    private static Finding bare(String outcome, Optional<String> reason) {
        return new Finding(outcome, reason, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), List.of());
    }
}
