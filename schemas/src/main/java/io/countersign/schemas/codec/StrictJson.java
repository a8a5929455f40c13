package io.countersign.schemas.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * JSON from an untrusted source. Jackson's defaults accept duplicate keys, a second document, numbers beyond any range
 * and input of any size; each of these lets two readers see two different records.
 */
public final class StrictJson {

    /** Deepest nesting of arrays and objects. */
    public static final int MAX_DEPTH = 64;

    /** Longest string or name, in characters. */
    public static final int MAX_STRING = 256 * 1024;

    /** Longest number, in characters. */
    public static final int MAX_NUMBER = 1_000;

    /** Largest record of a vendor's log, in bytes. */
    public static final int MAX_RECORD_BYTES = 1024 * 1024;

    /** Largest canonical record, in bytes. */
    public static final int MAX_CANONICAL_BYTES = 256 * 1024;

    private static final int DECODED_AT_ONCE = 8 * 1024;

    /** Makes parsers that refuse duplicate keys and anything beyond the limits above. */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // UTF-16 without a byte order mark is also UTF-8 full of NULs; a reader that guesses sees another record.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_STRING)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    /**
     * Makes parsers for messages that may hold many events. They leave it to the reader to refuse what {@link #FACTORY}
     * refuses, for a parser that throws cannot go on: one bad event would take all that follow with it. Only damaged
     * JSON, and nesting that no event needs, still end a message.
     */
    public static final JsonFactory EVENTS_FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * Checks that bytes are exactly one JSON value in UTF-8 within the limits, wherever in it a fault may be.
     *
     * @param maxBytes the most bytes accepted
     */
    public static void validate(byte[] json, int maxBytes) throws UnreadableException {
        if (json.length > maxBytes) {
            throw new UnreadableException(
                    QuarantineReason.TOO_LARGE, json.length + " bytes given, at most " + maxBytes + " expected");
        }
        validateText(json);
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            checkValue(parser);
            if (nextIsContent(parser)) {
                throw new UnreadableException(
                        QuarantineReason.TRAILING_CONTENT, "more follows the first JSON value; expected one a record");
            }
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading memory cannot fail", e);
        }
    }

    private static void validateText(byte[] json) throws UnreadableException {
        checkStart(json);
        int sound = soundLength(json);
        if (sound < json.length) {
            throw notUtf8(json, sound);
        }
    }

    /** Checks that bytes are not blank and do not start with a byte order mark. */
    public static void checkStart(byte[] json) throws UnreadableException {
        if (isBlank(json)) {
            throw new UnreadableException(QuarantineReason.EMPTY, "no JSON given, expected one object");
        }
        if (json.length >= 3 && (json[0] & 0xff) == 0xef && (json[1] & 0xff) == 0xbb && (json[2] & 0xff) == 0xbf) {
            throw new UnreadableException(QuarantineReason.NOT_JSON, "starts with a byte order mark; expected JSON");
        }
    }

    private static boolean nextIsContent(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (StreamConstraintsException e) {
            throw e;
        } catch (JsonProcessingException e) {
            return true;
        }
    }

    /** Checks the value that starts at the current token, to its end. */
    private static void checkValue(JsonParser parser) throws IOException, UnreadableException {
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (token != null) {
            checkToken(parser, token);
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
        throw new UnreadableException(QuarantineReason.NOT_JSON, "the JSON ends too early");
    }

    /** Checks what the grammar lets through: numbers beyond any range and escaped lone surrogates. */
    private static void checkToken(JsonParser parser, JsonToken token) throws IOException, UnreadableException {
        switch (token) {
            case VALUE_STRING, FIELD_NAME -> checkSurrogates(parser.getText());
            case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> checkNumber(parser, token);
            default -> {
                // Nothing else can be wrong with a token that parsed.
            }
        }
    }

    /** Checks that a number is in the range of a 64-bit float, and not so long that reading it costs too much. */
    public static void checkNumber(JsonParser parser, JsonToken token) throws IOException, UnreadableException {
        if (parser.getTextLength() > MAX_NUMBER) {
            throw new UnreadableException(
                    QuarantineReason.NUMBER_RANGE,
                    "a number of " + parser.getTextLength() + " characters, expected at most " + MAX_NUMBER);
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            checkFinite(parser);
        }
    }

    private static void checkFinite(JsonParser parser) throws IOException, UnreadableException {
        if (Double.isInfinite(parser.getDoubleValue())) {
            throw new UnreadableException(
                    QuarantineReason.NUMBER_RANGE,
                    "the number " + Shown.text(parser.getText()) + ", expected one in the range of a 64-bit float");
        }
    }

    /** Checks that a text can be written as UTF-8. */
    public static void checkSurrogates(String text) throws UnreadableException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new UnreadableException(
                            QuarantineReason.NOT_UTF8, "a lone surrogate, which UTF-8 cannot carry");
                }
                i++;
            }
        }
    }

    /** How many bytes from the start are UTF-8, without overlong forms and encoded surrogates: all, or up to a fault. */
    public static int soundLength(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer passed = CharBuffer.allocate(Math.min(bytes.length, DECODED_AT_ONCE) + 1);
        CoderResult result = decoder.decode(in, passed, true);
        while (result.isOverflow()) {
            passed.clear();
            result = decoder.decode(in, passed, true);
        }
        return in.position();
    }

    /** The refusal of bytes that are not UTF-8 from a place on. */
    public static UnreadableException notUtf8(byte[] bytes, int place) {
        return new UnreadableException(
                QuarantineReason.NOT_UTF8,
                String.format("byte 0x%02x at %d, expected UTF-8", bytes[place] & 0xff, place));
    }

    /** Whether there is nothing but white space. */
    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** The reason for a parser's refusal. */
    public static UnreadableException unreadable(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        QuarantineReason reason = QuarantineReason.NOT_JSON;
        if (e instanceof StreamConstraintsException) {
            if (message.contains("nesting depth")) {
                reason = QuarantineReason.TOO_DEEP;
            } else if (message.contains("Number value length")) {
                reason = QuarantineReason.NUMBER_RANGE;
            } else {
                reason = QuarantineReason.TOO_LARGE;
            }
        } else if (message.startsWith("Duplicate")) {
            reason = QuarantineReason.DUPLICATE_KEY;
        } else if (message.startsWith("Broken surrogate") || message.startsWith("Unexpected low surrogate")) {
            reason = QuarantineReason.NOT_UTF8;
        }
        return new UnreadableException(reason, Shown.text(message));
    }
}
