package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.codec.UnreadableException;
import java.util.List;
import java.util.Map;

/** A dialect of a log of text, compiled from its file over a format that knows where its events are. */
record TextDialect(DialectDefinition definition, TextFormat format, EventMapping mapping) implements Dialect {

    private static final byte[] NOTHING = {};

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public Framing framing() {
        return Framing.FILE;
    }

    @Override
    public void read(Message message, EventHandler handler) {
        byte[] bytes = message.value() == null ? NOTHING : message.value();
        Delivery delivery = new Delivery(definition, mapping, message, bytes, handler);
        if (isBlank(bytes)) {
            delivery.unreadable(QuarantineReason.EMPTY, "no bytes, or white space only, given", 0, bytes.length);
            return;
        }
        format.events(bytes, new TextFormat.Sink() {
            @Override
            public void event(
                    Map<String, List<String>> members, List<Map<String, List<String>>> rows, int start, int end) {
                Slots slots = definition.paths().newSlots();
                definition.paths().read(members, slots);
                rows.forEach(row -> definition.paths().readElement(CsvFormat.ROWS, row, slots));
                members.values().forEach(texts -> texts.forEach(text -> checkLength(text, slots)));
                delivery.event(slots, start, end);
            }

            @Override
            public void unreadable(QuarantineReason reason, String detail, int start, int end) {
                delivery.unreadable(reason, detail, start, end);
            }
        });
    }

    private static void checkLength(String text, Slots slots) {
        if (text.length() > StrictJson.MAX_STRING) {
            slots.unreadable(new UnreadableException(
                    QuarantineReason.TOO_LARGE,
                    "a text of " + text.length() + " characters, expected at most " + StrictJson.MAX_STRING));
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return false;
            }
        }
        return true;
    }
}
