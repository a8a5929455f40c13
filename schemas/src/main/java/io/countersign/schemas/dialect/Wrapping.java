package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where shippers put a message of a log, as text, into one of their own: {@code {"log": "{...}"}}. What is around it is
 * theirs, and not looked at.
 */
final class Wrapping {

    /** How often a message is unwrapped: by the shipper, and by what the shipper's own is sent through. */
    private static final int MOST_LAYERS = 3;

    private final PathTree paths = new PathTree(List.of(), List.of());
    private final List<byte[]> signs = new ArrayList<>();

    /**
     * A wrapping.
     *
     * @param members paths of the members whose text is a message
     */
    Wrapping(List<String> members) {
        for (String member : members) {
            paths.want(member);
            String name = member.substring(member.lastIndexOf('.') + 1);
            signs.add(('"' + name + '"').getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The messages in a message: what is wrapped, or the message itself where nothing is. */
    List<byte[]> unwrap(byte[] message) {
        return unwrap(message, MOST_LAYERS);
    }

    private List<byte[]> unwrap(byte[] message, int layers) {
        List<String> texts = layers > 0 && hasSign(message) ? texts(message) : List.of();
        if (texts.stream().noneMatch(Wrapping::isJson)) {
            return List.of(message);
        }
        return texts.stream()
                .flatMap(text -> unwrap(text.getBytes(StandardCharsets.UTF_8), layers - 1).stream())
                .toList();
    }

    private static boolean isJson(String text) {
        String json = text.stripLeading();
        return json.startsWith("{") || json.startsWith("[");
    }

    /**
     * Whether the message may have such a member; most have none, and need not be read twice. A name that is written with
     * escapes may be any.
     */
    private boolean hasSign(byte[] message) {
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\\' && i + 1 < message.length && message[i + 1] == 'u') {
                return true;
            }
            if (message[i] == '"' && startsWithSign(message, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWithSign(byte[] message, int at) {
        for (byte[] sign : signs) {
            if (at + sign.length <= message.length
                    && Arrays.equals(message, at, at + sign.length, sign, 0, sign.length)) {
                return true;
            }
        }
        return false;
    }

    /** The texts of the members; none if the message is not sound, which is reported when it is read. */
    private List<String> texts(byte[] message) {
        Slots slots = paths.newSlots();
        try (EventTokens tokens = new EventTokens(message, message.length)) {
            JsonToken first = tokens.outermost();
            if (first == JsonToken.START_OBJECT) {
                read(tokens, slots);
            } else if (first == JsonToken.START_ARRAY) {
                while (tokens.nextElement()) {
                    read(tokens, slots);
                }
            }
            if (slots.problem() != null || tokens.outermost() != null) {
                return List.of();
            }
        } catch (IOException e) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int path = 0; path < paths.size(); path++) {
            texts.addAll(slots.all(path));
        }
        return texts;
    }

    private void read(EventTokens tokens, Slots slots) throws IOException {
        EventTokens.Outer outer = tokens.enter(slots);
        if (tokens.current() == JsonToken.START_OBJECT) {
            paths.read(tokens, slots);
        } else {
            tokens.skip(slots);
        }
        tokens.leave(outer);
    }
}
