package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RecordType;
import java.util.List;
import java.util.Map;

/**
 * A dialect of a log of text, compiled from its file over a format that knows where its events are. CSV and calendars have no
 * place for a mark, so where register records are read a message may be a mark in canonical JSON: a source's own topic keeps it
 * behind what it covers. Of logs none is taken, for what is logged may start with anything that a caller writes.
 */
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
        if (definition.type() != RecordType.ACTION && mark(bytes, delivery)) {
            return;
        }
        format.events(bytes, new TextFormat.Sink() {
            @Override
            public boolean event(
                    Map<String, List<String>> members, List<Map<String, List<String>>> rows, int start, int end) {
                Slots slots = definition.paths().newSlots();
                definition.paths().read(members, slots);
                rows.forEach(row -> definition.paths().readElement(CsvFormat.ROWS, row, slots));
                members.values().forEach(texts -> texts.forEach(text -> checkLength(text, slots)));
                return delivery.event(slots, start, end);
            }

            @Override
            public void unreadable(QuarantineReason reason, String detail, int start, int end) {
                delivery.unreadable(reason, detail, start, end);
            }
        });
    }

    /** Hands over the mark that a message is, or what is wrong with it; false if it is none. */
    private boolean mark(byte[] bytes, Delivery delivery) {
        int first = 0;
        while (isBlank(bytes[first])) {
            first++;
        }
        if (bytes[first] != '{') {
            return false;
        }
        try {
            if (!(Codec.read(bytes) instanceof Mark mark)) {
                return false;
            }
            if (!mark.source().equals(definition.source())) {
                throw new UnreadableException(
                        QuarantineReason.WRONG_TYPE,
                        "the mark's source is '" + Shown.text(mark.source()) + "', expected '" + definition.source()
                                + "'");
            }
            delivery.mark(mark.completeThrough());
        } catch (UnreadableException e) {
            if (Codec.sourceOf(bytes) == null) {
                return false;
            }
            delivery.unreadable(e.reason(), e.detail(), 0, bytes.length);
        }
        return true;
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
            if (!isBlank(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\t' || each == '\r' || each == '\n';
    }
}
