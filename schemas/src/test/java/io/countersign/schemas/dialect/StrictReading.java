package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages the slow way, to compare with: a message is parsed into a tree, and each path that a dialect wants is
 * looked up in it.
 */
final class StrictReading {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final byte[] NOTHING = {};

    private final DialectDefinition definition;
    private final EventMapping mapping;
    private final List<String> freeForm;
    private final List<String> jsonTexts;
    private final List<String> postgresMessages;

    /**
     * A reading of a dialect.
     *
     * @param freeForm what its file lists as {@code free_form}
     * @param jsonTexts what it lists as {@code json_texts}
     * @param postgresMessages what it lists as {@code postgres_messages}
     */
    StrictReading(
            DialectDefinition definition,
            EventMapping mapping,
            List<String> freeForm,
            List<String> jsonTexts,
            List<String> postgresMessages) {
        this.definition = definition;
        this.mapping = mapping;
        this.freeForm = freeForm;
        this.jsonTexts = jsonTexts;
        this.postgresMessages = postgresMessages;
    }

    void read(JsonNode message, EventHandler handler) {
        if (message.isArray()) {
            message.forEach(each -> readOne(each, handler));
        } else {
            readOne(message, handler);
        }
    }

    private void readOne(JsonNode node, EventHandler handler) {
        List<JsonNode> inner = new ArrayList<>();
        boolean envelope = false;
        Slots slots = definition.paths().newSlots();
        JsonNode around = node.deepCopy();
        for (String path : definition.envelopes()) {
            String parent = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
            String name = path.substring(path.lastIndexOf('.') + 1);
            JsonNode holder = around;
            for (String step : parent.isEmpty() ? new String[0] : parent.split("\\.", -1)) {
                holder = holder.path(step);
            }
            if (!holder.isObject() || !holder.path(name).isContainerNode()) {
                continue;
            }
            envelope = true;
            JsonNode held = ((ObjectNode) holder).remove(name);
            if (held.isArray()) {
                held.forEach(each -> deliver(each, definition.paths().newSlots(), handler));
            } else {
                inner.add(held);
            }
        }
        dropWhatIsOnlyAWay(around);
        if (!envelope) {
            deliver(around, slots, handler);
            return;
        }
        fill(definition.paths(), around, slots);
        for (JsonNode each : inner) {
            Slots own = definition.paths().newSlots();
            definition.paths().inherit(own, slots);
            deliver(each, own, handler);
        }
        unwrap(slots, handler);
        settle(slots, handler);
    }

    /** An object on the way to events is never taken for the text that may stand there instead. */
    private void dropWhatIsOnlyAWay(JsonNode around) {
        for (String path : definition.envelopes()) {
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                String way = path.substring(0, dot);
                if (!way.contains(".") && around.path(way).isObject() && !hasChildren(definition.paths(), way)) {
                    ((ObjectNode) around).remove(way);
                }
            }
        }
    }

    private void settle(Slots slots, EventHandler handler) {
        Delivery delivery = delivery(handler);
        try {
            if (slots.problem() != null) {
                throw slots.problem();
            }
            definition.checkEnvelope(slots);
            DialectDefinition.EnvelopeMark mark = definition.envelopeMark();
            if (mark != null && mark.completeThrough().text(slots) != null) {
                String source = mark.source() == null ? null : slots.first(mark.source());
                if (source != null && !source.equals(definition.source())) {
                    throw new UnreadableException(QuarantineReason.WRONG_TYPE, "another source");
                }
                delivery.mark(mark.completeThrough(), slots);
            }
        } catch (UnreadableException e) {
            delivery.unreadable(e.reason(), e.detail(), 0, 0);
        }
    }

    private Delivery delivery(EventHandler handler) {
        return new Delivery(definition, mapping, new Message("t", 0, 0, null, NOTHING), NOTHING, handler);
    }

    private void deliver(JsonNode node, Slots slots, EventHandler handler) {
        if (node.isObject()) {
            fill(definition.paths(), node, slots);
        } else {
            wrongType(slots);
        }
        if (unwrap(slots, handler)) {
            settle(slots, handler);
        } else {
            delivery(handler).event(slots, 0, 0);
        }
    }

    private boolean unwrap(Slots slots, EventHandler handler) {
        List<String> wrapped = definition.wrapped(slots);
        for (String text : wrapped) {
            JsonNode tree = tree(text.getBytes(StandardCharsets.UTF_8));
            if (tree == null) {
                handler.unreadable(definition.source(), QuarantineReason.NOT_JSON, "no JSON", NOTHING);
            } else {
                read(tree, handler);
            }
        }
        return !wrapped.isEmpty();
    }

    private static void wrongType(Slots slots) {
        slots.unreadable(new UnreadableException(QuarantineReason.WRONG_TYPE, "another type"));
    }

    private void fill(PathTree paths, JsonNode node, Slots slots) {
        for (int number = 0; number < paths.size(); number++) {
            String path = paths.pathOf(number);
            if (!path.startsWith("^")) {
                find(paths, number, names(path), 0, node, slots);
            }
        }
    }

    private void find(PathTree paths, int number, List<String> names, int depth, JsonNode node, Slots slots) {
        if (node.isMissingNode() || node.isNull()) {
            return;
        }
        if (node.isArray()) {
            for (JsonNode each : node) {
                if (each.isArray()) {
                    if (depth == names.size() && !isFreeForm(names)) {
                        wrongType(slots);
                    }
                } else {
                    find(paths, number, names, depth, each, slots);
                }
            }
            return;
        }
        if (node.isTextual() && depth > 0 && jsonTexts.contains(path(names.subList(0, depth)))) {
            JsonNode held = held(node.textValue());
            if (held != null) {
                find(paths, number, names, depth, held, slots);
                return;
            }
        }
        if (!node.isContainerNode()
                && depth == names.size() - 1
                && postgresMessages.contains(path(names.subList(0, depth)))) {
            PostgresMessage.members(null, node.asText())
                    .getOrDefault(names.get(depth), List.of())
                    .forEach(text -> slots.add(number, text));
            return;
        }
        if (depth < names.size()) {
            if (node.isObject()) {
                find(paths, number, names, depth + 1, node.path(names.get(depth)), slots);
            }
        } else if (paths.hasElements(path(names))) {
            if (node.isObject()) {
                PathTree elements = paths.elements(path(names));
                Slots element = elements.newSlots();
                fill(elements, node, element);
                elements.inheritInside(element);
                slots.addElement(number, element);
                if (element.problem() != null) {
                    slots.unreadable(element.problem());
                }
            } else if (!node.isTextual() || !node.textValue().isEmpty()) {
                wrongType(slots);
            }
        } else if (node.isObject()) {
            if (!isFreeForm(names) && !hasChildren(paths, path(names))) {
                wrongType(slots);
            }
        } else {
            slots.add(number, node.asText());
        }
    }

    private static @Nullable JsonNode held(String text) {
        String json = text.strip();
        try {
            return json.startsWith("{") || json.startsWith("[") ? JSON.readTree(json) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean isFreeForm(List<String> names) {
        return freeForm.stream().anyMatch(prefix -> path(names).startsWith(prefix + "."));
    }

    private static boolean hasChildren(PathTree paths, String path) {
        for (int number = 0; number < paths.size(); number++) {
            if (paths.pathOf(number).startsWith(path + ".")) {
                return true;
            }
        }
        return false;
    }

    private static String path(List<String> names) {
        return String.join(
                ".",
                names.stream()
                        .map(name -> name.replace("\\", "\\\\").replace(".", "\\."))
                        .toList());
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '\\') {
                name.append(path.charAt(++i));
            } else if (path.charAt(i) == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(path.charAt(i));
            }
        }
        names.add(name.toString());
        return names;
    }

    /** The tree of a message; null if it is no JSON. */
    static @Nullable JsonNode tree(byte[] message) {
        try {
            return JSON.readTree(new String(message, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
