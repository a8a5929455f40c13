package io.countersign.rules.reference;

import java.util.Optional;

/**
 * A line of input that must be quarantined (S8).
 *
 * @param rawBase64 its bytes, without the line's end
 * @param reason why
 * @param source whom it counts under where it is JSON that names a source, else under its file (S6.3)
 */
public record UnreadableLine(String rawBase64, String reason, Optional<String> source) {}
