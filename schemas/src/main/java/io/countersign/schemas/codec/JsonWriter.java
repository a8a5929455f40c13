package io.countersign.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON bytes as RFC 8785 spells them: no white space, shortest escapes, UTF-8. The caller gives members in the
 * order in which they shall stand. What goes out to readers also has characters that act on a terminal or on the text
 * around them as escapes, which stand for the same text.
 */
public final class JsonWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final boolean keepAbsent;
    private final boolean forReaders;
    private final boolean longsAsText;
    private boolean first = true;

    private JsonWriter(boolean keepAbsent, boolean forReaders, boolean longsAsText) {
        this.keepAbsent = keepAbsent;
        this.forReaders = forReaders;
        this.longsAsText = longsAsText;
    }

    /** A writer of canonical JSON, without absent members. */
    public JsonWriter() {
        this(false, false, false);
    }

    /** A writer of evidence (E1): canonical JSON in which 64-bit integers are texts, without absent members. */
    public static JsonWriter forEvidence() {
        return new JsonWriter(false, false, true);
    }

    /** A writer of what goes out to readers, without absent members. */
    public static JsonWriter forReaders() {
        return new JsonWriter(false, true, false);
    }

    /** A writer of what goes out to readers, with absent members as null. */
    public static JsonWriter forReadersWithNulls() {
        return new JsonWriter(true, true, false);
    }

    /** The bytes so far. */
    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** An object. */
    public JsonWriter object(Consumer<JsonWriter> members) {
        bytes.write('{');
        first = true;
        members.accept(this);
        bytes.write('}');
        first = false;
        return this;
    }

    /** A member that is an object. */
    public JsonWriter member(String name, Consumer<JsonWriter> members) {
        name(name);
        return object(members);
    }

    /** A member that is text. */
    public JsonWriter member(String name, @Nullable String value) {
        if (value == null) {
            return absent(name);
        }
        name(name);
        string(value);
        return this;
    }

    /** A member that is an instant, with three fraction digits. */
    public JsonWriter member(String name, @Nullable Instant value) {
        return member(name, value == null ? null : Rfc3339.format(value));
    }

    /** A member that is a whole number. */
    public JsonWriter member(String name, @Nullable Number value) {
        if (value == null) {
            return absent(name);
        }
        name(name);
        String digits = Long.toString(value.longValue());
        ascii(longsAsText && value instanceof Long ? '"' + digits + '"' : digits);
        return this;
    }

    /** A member that is true or false. */
    public JsonWriter member(String name, @Nullable Boolean value) {
        if (value == null) {
            return absent(name);
        }
        name(name);
        ascii(value.toString());
        return this;
    }

    /** A member that is an array of texts. */
    public JsonWriter strings(String name, List<String> values) {
        return array(name, values, (value, writer) -> writer.string(value));
    }

    /** A member that is an array of objects. */
    public <T> JsonWriter objects(String name, List<T> values, MemberWriter<T> members) {
        return array(name, values, (value, writer) -> writer.object(object -> members.write(value, object)));
    }

    /** A member that is JSON already. */
    public JsonWriter json(String name, byte[] value) {
        name(name);
        bytes.writeBytes(value);
        return this;
    }

    private <T> JsonWriter array(String name, List<T> values, MemberWriter<T> each) {
        name(name);
        bytes.write('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                bytes.write(',');
            }
            each.write(values.get(i), this);
        }
        bytes.write(']');
        first = false;
        return this;
    }

    /** Writes a value. */
    public interface MemberWriter<T> {
        /** Writes it. */
        void write(T value, JsonWriter writer);
    }

    private JsonWriter absent(String name) {
        if (keepAbsent) {
            name(name);
            ascii("null");
        }
        return this;
    }

    private void name(String name) {
        if (!first) {
            bytes.write(',');
        }
        first = false;
        string(name);
        bytes.write(':');
    }

    private void string(String text) {
        bytes.write('"');
        int plain = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean asIs = c < 0x7f || !forReaders;
            int next = i + (asIs ? 1 : Character.charCount(text.codePointAt(i)));
            if (c < 0x20 || c == '"' || c == '\\' || (!asIs && !Shown.isHarmless(text.codePointAt(i)))) {
                utf8(text, plain, i);
                plain = next;
                for (int escaped = i; escaped < next; escaped++) {
                    ascii(escape(text.charAt(escaped)));
                }
            }
            i = next;
        }
        utf8(text, plain, text.length());
        bytes.write('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    private void utf8(String text, int from, int to) {
        if (to > from) {
            bytes.writeBytes(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
