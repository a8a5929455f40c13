package io.countersign.schemas.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.WireName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the members of contract objects from a stream of tokens; what the contract forbids has a reason of S8. */
final class MemberReader {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final long MAX_EXACT = (1L << 53) - 1;

    private final JsonParser parser;
    private final boolean longsAsText;

    /**
     * A reader of what a parser reads.
     *
     * @param longsAsText whether 64-bit integers are texts, as in evidence (E1)
     */
    MemberReader(JsonParser parser, boolean longsAsText) {
        this.parser = parser;
        this.longsAsText = longsAsText;
    }

    /** Reads the value of one member, at whose first token the parser stands. */
    interface Member {
        void read(String name) throws IOException, UnreadableException;
    }

    /** Reads one element of an array, at whose first token the parser stands. */
    interface Element<T> {
        T read() throws IOException, UnreadableException;
    }

    /** Reads an object member by member; its start must be the current token. */
    void object(String path, Member member) throws IOException, UnreadableException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrongType(path, "an object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name);
        }
    }

    /** Passes over a member the contract does not know. */
    void skip() throws IOException {
        parser.skipChildren();
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    @Nullable
    String text(String path) throws IOException, UnreadableException {
        if (isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongType(path, "text");
        }
        return parser.getText();
    }

    /** A text, or a number as it is spelt. */
    @Nullable
    String scalar(String path) throws IOException, UnreadableException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getText() : text(path);
    }

    @Nullable
    Boolean bool(String path) throws IOException, UnreadableException {
        if (isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_TRUE && parser.currentToken() != JsonToken.VALUE_FALSE) {
            throw wrongType(path, "true or false");
        }
        return parser.getBooleanValue();
    }

    @Nullable
    Long integer(String path) throws IOException, UnreadableException {
        if (isNull()) {
            return null;
        }
        if (longsAsText) {
            return longInText(path);
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(path, "an integer");
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || parser.getLongValue() > MAX_EXACT
                || parser.getLongValue() < -MAX_EXACT) {
            throw new UnreadableException(
                    QuarantineReason.NUMBER_RANGE,
                    "'" + path + "' is " + Shown.text(parser.getText()) + ", expected at most 2^53 - 1 either way");
        }
        return parser.getLongValue();
    }

    private Long longInText(String path) throws IOException, UnreadableException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            try {
                long value = Long.parseLong(parser.getText());
                if (Long.toString(value).equals(parser.getText())) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw wrongType(path, "an integer as text");
            }
        }
        throw wrongType(path, "an integer as text");
    }

    @Nullable
    Instant time(String path) throws IOException, UnreadableException {
        String text = text(path);
        if (text == null) {
            return null;
        }
        Instant instant = Rfc3339.parse(text);
        if (instant == null) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + path + "' is '" + Shown.text(text)
                            + "', expected RFC 3339 such as 2026-03-31T22:00:00.000Z, years 0000 to 9999 in UTC");
        }
        return instant;
    }

    /** A time that says when the record was made, so that it cannot lie before the year 2000 (S1.4). */
    @Nullable
    Instant recordTime(String path) throws IOException, UnreadableException {
        Instant instant = time(path);
        if (instant != null && instant.isBefore(EARLIEST)) {
            throw new UnreadableException(
                    QuarantineReason.TIME_OUT_OF_RANGE,
                    "'" + path + "' is " + instant + ", expected 2000-01-01 or later; are seconds taken for millis?");
        }
        return instant;
    }

    <E extends Enum<E> & WireName> @Nullable E choice(String path, E[] options)
            throws IOException, UnreadableException {
        String text = text(path);
        if (text == null) {
            return null;
        }
        for (E option : options) {
            if (option.wireName().equals(text)) {
                return option;
            }
        }
        List<String> names = Arrays.stream(options).map(WireName::wireName).toList();
        throw new UnreadableException(
                QuarantineReason.WRONG_TYPE, "'" + path + "' is '" + Shown.text(text) + "', expected one of " + names);
    }

    @Nullable
    List<String> texts(String path) throws IOException, UnreadableException {
        return list(path, () -> required(text(path + "[]"), path + "[]", QuarantineReason.WRONG_TYPE));
    }

    <T> @Nullable List<T> list(String path, Element<T> element) throws IOException, UnreadableException {
        if (isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrongType(path, "an array");
        }
        List<T> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(element.read());
        }
        return list;
    }

    @Nullable
    Interval interval(String path) throws IOException, UnreadableException {
        if (isNull()) {
            return null;
        }
        Instant[] bounds = new Instant[2];
        object(path, name -> {
            switch (name) {
                case "start" -> bounds[0] = time(path + ".start");
                case "end" -> bounds[1] = time(path + ".end");
                default -> skip();
            }
        });
        Instant start = required(bounds[0], path + ".start");
        Instant end = required(bounds[1], path + ".end");
        if (end.isBefore(start)) {
            throw new UnreadableException(
                    QuarantineReason.BAD_INTERVAL, "'" + path + "' ends at " + end + ", before it starts at " + start);
        }
        return new Interval(start, end);
    }

    static <T> T required(@Nullable T value, String path) throws UnreadableException {
        return required(value, path, QuarantineReason.MISSING_FIELD);
    }

    private static <T> T required(@Nullable T value, String path, QuarantineReason reason) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(reason, "'" + path + "' is absent or null, expected a value");
        }
        return value;
    }

    private UnreadableException wrongType(String path, String expected) throws IOException {
        JsonToken token = parser.currentToken();
        String value = token != null && token.isScalarValue() ? " " + Shown.text(parser.getText()) : "";
        return new UnreadableException(
                QuarantineReason.WRONG_TYPE, "'" + path + "' is " + kindOf(token) + value + ", expected " + expected);
    }

    private static String kindOf(@Nullable JsonToken token) {
        if (token == null) {
            return "missing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the text";
            case VALUE_NUMBER_INT -> "the integer";
            case VALUE_NUMBER_FLOAT -> "the number";
            case VALUE_TRUE, VALUE_FALSE -> "the truth value";
            case VALUE_NULL -> "the value";
            default -> token.name();
        };
    }
}
