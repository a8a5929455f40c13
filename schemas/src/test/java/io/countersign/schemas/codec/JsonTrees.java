package io.countersign.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** JSON as trees, to be altered and written again. */
final class JsonTrees {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonTrees() {}

    /**
     * A place for a value.
     *
     * @param holder the object or array the value stands in
     * @param name its name, or its index in an array
     * @param path names and indexes from the top, each after a {@code /}
     */
    record Place(ContainerNode<?> holder, String name, String path) {

        JsonNode value() {
            return holder instanceof ObjectNode object ? object.get(name) : holder.get(Integer.parseInt(name));
        }

        void put(JsonNode value) {
            if (holder instanceof ObjectNode object) {
                object.set(name, value);
            } else {
                ((ArrayNode) holder).set(Integer.parseInt(name), value);
            }
        }

        void remove() {
            if (holder instanceof ObjectNode object) {
                object.remove(name);
            } else {
                ((ArrayNode) holder).remove(Integer.parseInt(name));
            }
        }
    }

    static ObjectNode parse(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every place in the tree, at any depth. */
    static List<Place> places(ContainerNode<?> tree) {
        List<Place> places = new ArrayList<>();
        collect(tree, "", places);
        return places;
    }

    private static void collect(ContainerNode<?> node, String path, List<Place> places) {
        List<String> names = new ArrayList<>();
        if (node instanceof ObjectNode) {
            node.fieldNames().forEachRemaining(names::add);
        } else {
            for (int i = 0; i < node.size(); i++) {
                names.add(Integer.toString(i));
            }
        }
        for (String name : names) {
            Place place = new Place(node, name, path + "/" + name);
            places.add(place);
            if (place.value() instanceof ContainerNode<?> inner) {
                collect(inner, place.path(), places);
            }
        }
    }

    /** The same JSON with the members of every object in another order. */
    static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            Collections.shuffle(names, random);
            ObjectNode shuffled = JsonNodeFactory.instance.objectNode();
            names.forEach(name -> shuffled.set(name, shuffled(object.get(name), random)));
            return shuffled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode same = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> same.add(shuffled(element, random)));
            return same;
        }
        return node;
    }
}
