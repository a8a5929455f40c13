package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.codec.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dialect of JSON logs, compiled from its file. A message is walked once; only the members that its file names are
 * kept. It may be one event, an envelope around one or many, or an array of either; events before a place where the JSON
 * is damaged still count, what follows it is quarantined as one piece. What is only wrong with one event spoils no other.
 */
final class JsonDialect implements Dialect {

    private static final byte[] NOTHING = {};

    private final DialectDefinition definition;
    private final EventMapping mapping;

    JsonDialect(DialectDefinition definition, EventMapping mapping) {
        this.definition = definition;
        this.mapping = mapping;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public Framing framing() {
        return Framing.LINE_OR_FILE;
    }

    @Override
    public void read(Message message, EventHandler handler) {
        byte[] bytes = message.value() == null ? NOTHING : message.value();
        read(message, definition.afterHeader() ? withoutHeader(bytes) : bytes, Wrapping.MOST_LAYERS, handler);
    }

    /** The message from its first brace on; whole where it has none, or starts with JSON. */
    private static byte[] withoutHeader(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && bytes[first] >= 0 && bytes[first] <= ' ') {
            first++;
        }
        int brace = first;
        while (brace < bytes.length && bytes[brace] != '{') {
            brace++;
        }
        boolean header = first < brace && brace < bytes.length && bytes[first] != '[';
        return header ? Arrays.copyOfRange(bytes, brace, bytes.length) : bytes;
    }

    /** Reads bytes of a message, of which so many layers may be wrapped in each other. */
    private void read(Message message, byte[] bytes, int layers, EventHandler handler) {
        try {
            StrictJson.checkStart(bytes);
        } catch (UnreadableException e) {
            handler.unreadable(definition.source(), e.reason(), e.detail(), bytes);
            return;
        }
        int sound = StrictJson.soundLength(bytes);
        try (EventTokens tokens = new EventTokens(bytes, sound)) {
            new Walk(new Delivery(definition, mapping, message, bytes, handler), sound, tokens, layers).message();
        } catch (IOException e) {
            throw new IllegalStateException("reading memory cannot fail", e);
        }
    }

    /** One walk over one message. */
    private final class Walk {

        private final Delivery delivery;
        private final byte[] bytes;
        private final int sound;
        private final EventTokens tokens;
        private final int layers;
        private int unread;

        Walk(Delivery delivery, int sound, EventTokens tokens, int layers) {
            this.layers = layers;
            this.delivery = delivery;
            this.bytes = delivery.bytes();
            this.sound = sound;
            this.tokens = tokens;
        }

        void message() throws IOException {
            try {
                JsonToken first = tokens.outermost();
                if (first == JsonToken.START_ARRAY) {
                    while (tokens.nextElement()) {
                        read().handOver();
                    }
                    requireEnd();
                } else {
                    Read read = first == null ? null : read();
                    requireEnd();
                    if (read != null) {
                        read.handOver();
                    }
                }
            } catch (JsonProcessingException e) {
                unreadableRest(sound < bytes.length ? StrictJson.notUtf8(bytes, sound) : StrictJson.unreadable(e));
            } catch (UnreadableException e) {
                unreadableRest(e);
            }
        }

        private void unreadableRest(UnreadableException e) {
            delivery.unreadable(e.reason(), e.detail(), unread, bytes.length);
        }

        private void requireEnd() throws IOException, UnreadableException {
            if (sound < bytes.length) {
                throw StrictJson.notUtf8(bytes, sound);
            }
            JsonToken token;
            try {
                token = tokens.outermost();
            } catch (JsonProcessingException e) {
                token = JsonToken.NOT_AVAILABLE;
            }
            if (token != null) {
                throw new UnreadableException(
                        QuarantineReason.TRAILING_CONTENT, "more follows the first JSON value; expected one a message");
            }
        }

        /** Reads the value at whose first token the tokens stand: an envelope or an event. */
        private Read read() throws IOException {
            if (tokens.current() != JsonToken.START_OBJECT) {
                return event();
            }
            Slots slots = definition.paths().newSlots();
            int start = tokens.start();
            EventTokens.Outer outer = tokens.enter(slots);
            List<Read> inner = new ArrayList<>(1);
            boolean envelope = members("", definition.paths().root(), slots, inner);
            inner.forEach(each -> definition.paths().inherit(each.slots, slots));
            Read read = new Read(slots, start, tokens.end(), envelope, inner);
            tokens.leave(outer);
            return read;
        }

        /**
         * Reads the members of an object that may be an envelope, or be on the way to what is in one.
         *
         * @param path of the object, with a dot behind it
         * @param node what is wanted in it; null if nothing
         * @param inner gets the single events in it
         * @return whether it holds events
         */
        private boolean members(String path, @Nullable PathNode node, Slots slots, List<Read> inner)
                throws IOException {
            boolean envelope = false;
            while (tokens.next(slots) != JsonToken.END_OBJECT) {
                String name = tokens.name();
                JsonToken token = tokens.next(slots);
                PathNode member = PathNode.member(node, name);
                if (!token.isStructStart() || !definition.leadsToEvents(path + name)) {
                    PathReader.readOrSkip(tokens, member, slots);
                } else if (!definition.envelopes().contains(path + name)) {
                    if (token == JsonToken.START_OBJECT) {
                        envelope |= members(path + name + ".", member, slots, inner);
                    } else {
                        PathReader.readOrSkip(tokens, member, slots);
                    }
                } else if (token == JsonToken.START_ARRAY) {
                    envelope = true;
                    events();
                } else {
                    envelope = true;
                    inner.add(event());
                }
            }
            return envelope;
        }

        /** Hands over the events of an array as they are read, for it may be large. */
        private void events() throws IOException {
            while (tokens.nextElement()) {
                event().handOver();
            }
        }

        private Read event() throws IOException {
            Slots slots = definition.paths().newSlots();
            int start = tokens.start();
            EventTokens.Outer outer = tokens.enter(slots);
            if (tokens.current() == JsonToken.START_OBJECT) {
                definition.paths().read(tokens, slots);
            } else {
                tokens.skip(slots);
                slots.unreadable(
                        new UnreadableException(QuarantineReason.WRONG_TYPE, "an event is no object, expected one"));
            }
            Read read = new Read(slots, start, tokens.end(), false, List.of());
            tokens.leave(outer);
            return read;
        }

        /** An event, or an envelope with the events in it that are still to be handed over. */
        private final class Read {

            private final Slots slots;
            private final int start;
            private final int end;
            private final boolean envelope;
            private final List<Read> inner;

            Read(Slots slots, int start, int end, boolean envelope, List<Read> inner) {
                this.slots = slots;
                this.start = start;
                this.end = end;
                this.envelope = envelope;
                this.inner = inner;
            }

            void handOver() {
                if (!envelope) {
                    unread = end;
                    if (unwrap()) {
                        settle(slots, start, end);
                    } else {
                        delivery.event(slots, start, end);
                    }
                    return;
                }
                inner.forEach(Read::handOver);
                unwrap();
                unread = end;
                settle(slots, start, end);
            }

            /** Reads the messages that this one wraps; false if it wraps none. */
            private boolean unwrap() {
                List<String> wrapped = layers == 0 ? List.of() : definition.wrapped(slots);
                for (String text : wrapped) {
                    JsonDialect.this.read(
                            delivery.message(), text.getBytes(StandardCharsets.UTF_8), layers - 1, delivery.handler());
                }
                return !wrapped.isEmpty();
            }
        }

        /** What an envelope says for itself comes after the events in it: how far a poll's source is complete. */
        private void settle(Slots slots, int start, int end) {
            try {
                if (slots.problem() != null) {
                    throw slots.problem();
                }
                definition.checkEnvelope(slots);
                DialectDefinition.EnvelopeMark mark = definition.envelopeMark();
                if (mark == null || mark.completeThrough().text(slots) == null) {
                    return;
                }
                String source = mark.source() == null ? null : slots.first(mark.source());
                if (source != null && !source.equals(definition.source())) {
                    throw new UnreadableException(
                            QuarantineReason.WRONG_TYPE,
                            "the envelope's source is '" + Shown.text(source) + "', expected '" + definition.source()
                                    + "'");
                }
                delivery.mark(mark.completeThrough(), slots);
            } catch (UnreadableException e) {
                delivery.unreadable(e.reason(), e.detail(), start, end);
            }
        }
    }
}
