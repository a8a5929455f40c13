package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a format finds in a message. */
final class TextEvents implements TextFormat.Sink {

    /** An event, or bytes that are none. */
    record Piece(
            Map<String, List<String>> members,
            List<Map<String, List<String>>> rows,
            String reason,
            int start,
            int end) {

        /** The value of a member, those of a list joined by a bar; "-" if there is none. */
        String get(String member) {
            return String.join("|", members.getOrDefault(member, List.of("-")));
        }
    }

    final List<Piece> pieces = new ArrayList<>();

    private TextEvents() {}

    static TextEvents of(TextFormat format, byte[] message) {
        TextEvents events = new TextEvents();
        format.events(message, events);
        return events;
    }

    static TextEvents of(TextFormat format, String message) {
        return of(format, message.getBytes(StandardCharsets.UTF_8));
    }

    /** The only event of a message. */
    static Piece only(TextFormat format, String message) {
        List<Piece> pieces = of(format, message).pieces;
        if (pieces.size() != 1 || !pieces.get(0).reason().isEmpty()) {
            throw new AssertionError("expected one event: " + pieces);
        }
        return pieces.get(0);
    }

    /** A member of every event; the reason of what is none. */
    List<String> all(String member) {
        return pieces.stream()
                .map(piece -> piece.reason().isEmpty() ? piece.get(member) : piece.reason())
                .toList();
    }

    @Override
    public boolean event(Map<String, List<String>> members, List<Map<String, List<String>>> rows, int start, int end) {
        pieces.add(new Piece(Map.copyOf(members), rows, "", start, end));
        return true;
    }

    @Override
    public void unreadable(QuarantineReason reason, String detail, int start, int end) {
        if (detail.isBlank() || detail.length() > 600) {
            throw new AssertionError("not a detail: " + detail);
        }
        pieces.add(new Piece(Map.of(), List.of(), reason.name(), start, end));
    }
}
