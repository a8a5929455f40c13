package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonToken;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what is wanted of an event, and passes over the rest. */
final class PathReader {

    private PathReader() {}

    /** Reads the object whose start is the current token, to its end. */
    static void readObject(EventTokens tokens, PathNode node, Slots into) throws IOException {
        while (tokens.next(into) != JsonToken.END_OBJECT) {
            PathNode child = node.children.get(tokens.name());
            tokens.next(into);
            readOrSkip(tokens, child, into);
        }
    }

    /** Reads the value at whose first token the tokens stand; passes over it if nothing is wanted of it. */
    static void readOrSkip(EventTokens tokens, @Nullable PathNode node, Slots into) throws IOException {
        if (node == null || into.problem() != null) {
            tokens.skip(into);
        } else {
            readValue(tokens, node, into);
        }
    }

    private static void readValue(EventTokens tokens, PathNode node, Slots into) throws IOException {
        switch (tokens.current()) {
            case VALUE_NULL -> {
                // Null means absent.
            }
            case START_OBJECT -> readObjectValue(tokens, node, into);
            case START_ARRAY -> {
                while (tokens.next(into) != JsonToken.END_ARRAY) {
                    if (tokens.current() == JsonToken.START_ARRAY) {
                        refuse(node, "an array of arrays", into);
                        tokens.skip(into);
                    } else {
                        readOrSkip(tokens, node, into);
                    }
                }
            }
            default -> {
                if (node.elements != null || node.number != PathNode.NONE || node.jsonText || node.postgresMessage) {
                    readText(tokens.text(), node, into);
                }
            }
        }
    }

    /** Reads a text. */
    static void readText(String text, PathNode node, Slots into) {
        if (node.jsonText && readJsonText(text, node, into)) {
            return;
        }
        if (node.postgresMessage) {
            PostgresMessage.members(null, text).forEach((name, texts) -> {
                PathNode child = node.children.get(name);
                if (child != null && child.number != PathNode.NONE) {
                    texts.forEach(each -> into.add(child.number, each));
                }
            });
        }
        if (node.elements != null && !text.isEmpty()) {
            into.unreadable(new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'" + node.path + "' is text, expected an array of objects"));
        } else if (node.elements == null && node.number != PathNode.NONE) {
            into.add(node.number, text);
        }
    }

    /** Reads a text that is one JSON object or array as if it stood there itself; false, and nothing read, if it is none. */
    private static boolean readJsonText(String text, PathNode node, Slots into) {
        String json = text.strip();
        if (!json.startsWith("{") && !json.startsWith("[")) {
            return false;
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Slots inner = into.empty();
        try (EventTokens tokens = new EventTokens(bytes, bytes.length)) {
            tokens.outermost();
            tokens.enter(inner);
            readValue(tokens, node, inner);
            if (tokens.outermost() != null) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        into.addAll(inner);
        return true;
    }

    private static void readObjectValue(EventTokens tokens, PathNode node, Slots into) throws IOException {
        if (node.elements != null) {
            Slots element = node.elements.newSlots();
            if (node.children.isEmpty()) {
                node.elements.read(tokens, element);
            } else {
                int start = tokens.start();
                readObject(tokens, node, into);
                readAgain(tokens.from(start), node.elements, element);
            }
            node.elements.inheritInside(element);
            into.addElement(node.number, element);
            if (element.problem() != null) {
                into.unreadable(element.problem());
            }
        } else if (node.children.isEmpty()) {
            refuse(node, "an object", into);
            tokens.skip(into);
        } else {
            readObject(tokens, node, into);
        }
    }

    /** Reads an object, of which something was wanted for the event, once more for what is wanted of it as an element. */
    private static void readAgain(byte[] object, PathTree elements, Slots into) throws IOException {
        try (EventTokens tokens = new EventTokens(object, object.length)) {
            tokens.outermost();
            tokens.enter(into);
            elements.read(tokens, into);
        }
    }

    private static void refuse(PathNode node, String given, Slots into) {
        if (node.number != PathNode.NONE && !node.tolerant) {
            into.unreadable(new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'" + node.path + "' is " + given + ", expected text or a number"));
        }
    }
}
