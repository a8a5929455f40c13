package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.DupDetector;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.codec.UnreadableException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a message, each checked as it is passed, also where nobody wants it: what one reader passes over another
 * may read. What is wrong with a token is noted with the event it is in and spoils no other. Text is decoded only where
 * it is wanted.
 */
final class EventTokens implements Closeable {

    /** How many tokens pass between two looks at how large the event has grown. */
    private static final int LOOK_AFTER = 256;

    private static final byte QUOTE = '"';

    private final byte[] bytes;
    private final JsonParser parser;
    private final List<DupDetector> names = new ArrayList<>();
    private final DupDetector newNames;
    private final boolean longTexts;
    private final boolean surrogateEscapes;
    private int sizedFrom;
    private int eventDepth;
    private int sinceLook;

    /**
     * The tokens of the first bytes of a message, which are UTF-8.
     *
     * @param length how many bytes
     */
    EventTokens(byte[] bytes, int length) throws IOException {
        this.bytes = bytes;
        parser = StrictJson.EVENTS_FACTORY.createParser(bytes, 0, length);
        newNames = DupDetector.rootDetector(parser);
        boolean surrogates = false;
        int longest = 0;
        int quote = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == QUOTE) {
                longest = Math.max(longest, i - quote);
                quote = i;
            } else if (bytes[i] == '\\' && i + 1 < length) {
                i++;
                surrogates |= bytes[i] == 'u' && i + 1 < length && (bytes[i + 1] | 0x20) == 'd';
            }
        }
        longTexts = longest > StrictJson.MAX_STRING;
        surrogateEscapes = surrogates;
    }

    /** What an event, or an envelope, is measured from while what is in it is read. */
    record Outer(int sizedFrom, int depth) {}

    /** Starts an event, or an envelope, at the current token; gives back what it is in. */
    Outer enter(Slots into) throws IOException {
        Outer outer = new Outer(sizedFrom, eventDepth);
        sizedFrom = start();
        eventDepth = depth() - (current().isStructStart() ? 1 : 0);
        check(current(), into);
        return outer;
    }

    /** Ends an event, so that what follows belongs to what it is in, to whose size it does not count. */
    void leave(Outer outer) {
        sizedFrom = outer.sizedFrom() + (int) parser.currentLocation().getByteOffset() - sizedFrom;
        eventDepth = outer.depth();
    }

    /** Where the current value ends, whose last token this is. */
    int end() throws IOException {
        if (current() == JsonToken.VALUE_STRING) {
            return textEnd() + 1;
        }
        return (int) parser.currentLocation().getByteOffset();
    }

    /** The bytes from a place to the end of the current value, whose last token this is. */
    byte[] from(int start) throws IOException {
        return Arrays.copyOfRange(bytes, start, end());
    }

    /** Where the current token starts. */
    int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int depth() {
        return parser.getParsingContext().getNestingDepth();
    }

    /** The first token of the message, unchecked, or the token after its end; null at the end of the bytes. */
    @Nullable
    JsonToken outermost() throws IOException {
        return parser.nextToken();
    }

    /** The current token. */
    JsonToken current() {
        return Objects.requireNonNull(parser.currentToken());
    }

    /** Passes to the next element of an array of events, or to the array's end. */
    boolean nextElement() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    /** Passes to the next token of an event. */
    JsonToken next(Slots into) throws IOException {
        JsonToken token = Objects.requireNonNull(parser.nextToken());
        check(token, into);
        return token;
    }

    /** The name of the current member. */
    String name() throws IOException {
        return parser.currentName();
    }

    /** The current value as text, which must be of no event with a problem. */
    String text() throws IOException {
        return parser.getText();
    }

    /** Passes over the value that starts at the current token, to its end. */
    void skip(Slots into) throws IOException {
        int open = current().isStructStart() ? 1 : 0;
        while (open > 0) {
            JsonToken token = next(into);
            if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }

    private void check(JsonToken token, Slots into) throws IOException {
        if (into.problem() != null) {
            return;
        }
        try {
            switch (token) {
                case START_OBJECT -> {
                    checkDepth();
                    startNames();
                }
                case START_ARRAY -> checkDepth();
                case FIELD_NAME -> checkName(parser.currentName());
                case VALUE_STRING -> checkText();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> StrictJson.checkNumber(parser, token);
                default -> {
                    // Nothing else can be wrong with a token that parsed.
                }
            }
            checkSize();
        } catch (UnreadableException e) {
            into.unreadable(e);
        }
    }

    private void checkDepth() throws UnreadableException {
        if (depth() - eventDepth > StrictJson.MAX_DEPTH) {
            throw new UnreadableException(
                    QuarantineReason.TOO_DEEP, "nested deeper than " + StrictJson.MAX_DEPTH + " arrays and objects");
        }
    }

    private void startNames() {
        int depth = depth();
        while (names.size() <= depth) {
            names.add(newNames.child());
        }
        names.get(depth).reset();
    }

    private void checkName(String name) throws IOException, UnreadableException {
        if (name.length() > StrictJson.MAX_STRING) {
            throw tooLong(name.length());
        }
        if (surrogateEscapes) {
            StrictJson.checkSurrogates(name);
        }
        if (names.get(depth()).isDup(name)) {
            throw new UnreadableException(
                    QuarantineReason.DUPLICATE_KEY,
                    "an object has two members named '" + Shown.text(name) + "', expected one");
        }
    }

    private void checkText() throws IOException, UnreadableException {
        if (longTexts) {
            int length = textEnd() - start() - 1;
            if (length > StrictJson.MAX_STRING) {
                throw tooLong(length);
            }
        }
        if (surrogateEscapes) {
            StrictJson.checkSurrogates(parser.getText());
        }
    }

    private static UnreadableException tooLong(int length) {
        return new UnreadableException(
                QuarantineReason.TOO_LARGE,
                "a text of " + length + " bytes, expected at most " + StrictJson.MAX_STRING);
    }

    /** Where the closing quote of the current text is, or the bytes end. */
    private int textEnd() {
        int i = start() + 1;
        while (i < bytes.length && bytes[i] != QUOTE) {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return i;
    }

    /** A huge event is given up on before all that it holds is kept. */
    private void checkSize() throws UnreadableException {
        if (++sinceLook < LOOK_AFTER) {
            return;
        }
        sinceLook = 0;
        long size = parser.currentLocation().getByteOffset() - sizedFrom;
        if (size > StrictJson.MAX_RECORD_BYTES) {
            throw new UnreadableException(
                    QuarantineReason.TOO_LARGE,
                    "more than " + StrictJson.MAX_RECORD_BYTES + " bytes, which are the most expected of an event");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
