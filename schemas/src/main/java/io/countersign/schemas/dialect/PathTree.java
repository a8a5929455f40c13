package io.countersign.schemas.dialect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths a dialect wants, as a tree of member names. A path is member names joined by dots, such as {@code
 * userIdentity.arn}; an array on the way stands for its elements, and {@code \.} for a dot within a name. An object
 * where a text is wanted makes the event unreadable, except in free-form members, where it is not seen. A path that
 * starts with {@code ^} starts at the envelope around a single event, or at the object around an array within another.
 */
final class PathTree {

    private final Map<String, Integer> numbers = new HashMap<>();
    private int size;
    private final PathNode root = new PathNode();
    private final Map<Integer, Integer> outer = new HashMap<>();
    private final Map<Integer, PathTree> inner = new HashMap<>();
    private final @Nullable PathTree around;
    private final List<String> freeForm;
    private final Set<String> anyCase = new HashSet<>();

    /**
     * A tree without paths.
     *
     * @param freeForm paths of members that have no fixed form
     * @param jsonTexts paths of members whose text may be JSON, which is then read as if it stood in its place
     */
    PathTree(List<String> freeForm, List<String> jsonTexts) {
        this.around = null;
        this.freeForm = List.copyOf(freeForm);
        for (String path : jsonTexts) {
            nodeOf(path).jsonText = true;
        }
    }

    private PathTree(PathTree around, String path) {
        this.around = around;
        this.freeForm = List.of();
        String inside = path + ".";
        around.anyCase.stream()
                .filter(each -> each.startsWith(inside))
                .forEach(each -> anyCase.add(each.substring(inside.length())));
    }

    /** Paths at which capital and small letters are alike to conditions; to be given before any condition is read. */
    void anyCase(List<String> given) {
        anyCase.addAll(given);
    }

    /** Whether capital and small letters are alike at a path. */
    boolean isAnyCase(String path) {
        return path.startsWith("^")
                ? (around == null ? this : around).isAnyCase(path.substring(1))
                : anyCase.contains(path);
    }

    /** Paths of members that hold a message of PostgreSQL's log; paths go on into what it tells. */
    void postgresMessages(List<String> given) {
        for (String path : given) {
            nodeOf(path).postgresMessage = true;
        }
    }

    /** The number of a path, which is wanted from now on. */
    int want(String given) {
        Integer known = numbers.get(given);
        if (known != null) {
            return known;
        }
        if (given.startsWith("^")) {
            int inherited = (around == null ? this : around).want(given.substring(1));
            outer.put(size, inherited);
            numbers.put(given, size);
            return size++;
        }
        PathNode node = nodeOf(given);
        if (node.number == PathNode.NONE) {
            node.number = size++;
        }
        node.tolerant = freeForm.stream().anyMatch(prefix -> given.startsWith(prefix + "."));
        node.path = given;
        numbers.put(given, node.number);
        return node.number;
    }

    /**
     * A tree for the objects of an array at a path, the same one each time; paths of this one may go on into them all the
     * same.
     */
    PathTree elements(String path) {
        int number = want(path);
        PathNode node = nodeOf(path);
        if (node.elements == null) {
            node.elements = new PathTree(this, path);
            inner.put(number, node.elements);
        }
        return node.elements;
    }

    private PathNode nodeOf(String given) {
        PathNode node = root;
        for (String name : names(given)) {
            node = node.children.computeIfAbsent(name, unused -> new PathNode());
        }
        return node;
    }

    /** Whether a text is a path: no name in it is empty. */
    static boolean isPath(String given) {
        return !names(given.startsWith("^") ? given.substring(1) : given).contains("");
    }

    private static List<String> names(String given) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c == '\\' && i + 1 < given.length()) {
                name.append(given.charAt(++i));
            } else if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return names;
    }

    /** Whether a member at this path is read. */
    boolean wants(String path) {
        PathNode node = find(path);
        return node != null && (node.number != PathNode.NONE || node.jsonText || node.postgresMessage);
    }

    /** Whether the objects at this path are read by a tree of their own. */
    boolean hasElements(String path) {
        PathNode node = find(path);
        return node != null && node.elements != null;
    }

    private @Nullable PathNode find(String path) {
        PathNode node = root;
        for (String name : names(path)) {
            node = node == null ? null : node.children.get(name);
        }
        return node;
    }

    /** How many paths are wanted; their numbers count from 0. */
    int size() {
        return size;
    }

    /** The path of a number. */
    String pathOf(int number) {
        for (Map.Entry<String, Integer> each : numbers.entrySet()) {
            if (each.getValue() == number) {
                return each.getKey();
            }
        }
        throw new IllegalArgumentException("no path has number " + number);
    }

    /** Room for the values of one event. */
    Slots newSlots() {
        return new Slots(size);
    }

    /** Gives the event in an envelope what it wants of the envelope's own members, and what is wrong with them. */
    void inherit(Slots event, Slots envelope) {
        if (envelope.problem() != null && !outer.isEmpty()) {
            event.unreadable(envelope.problem());
        }
        outer.forEach((number, inherited) -> event.share(number, envelope, inherited));
    }

    /** Gives objects in an object what they want of that one's own members. */
    void inheritInside(Slots object) {
        inner.forEach((number, tree) -> object.elements(number).forEach(each -> tree.inherit(each, object)));
    }

    /** Reads the object whose start is the current token, to its end. */
    void read(EventTokens tokens, Slots into) throws IOException {
        PathReader.readObject(tokens, root, into);
    }

    /** The event itself. */
    PathNode root() {
        return root;
    }

    /** Reads an event of a text log, which has a text or several for each name. */
    void read(Map<String, List<String>> members, Slots into) {
        members.forEach((name, texts) -> {
            PathNode node = find(name);
            if (node != null) {
                for (String text : texts) {
                    PathReader.readText(text, node, into);
                }
            }
        });
    }

    /** Reads an element of an event of a text log, which has several under a name. */
    void readElement(String name, Map<String, List<String>> members, Slots into) {
        PathNode node = find(name);
        if (node != null && node.elements != null) {
            Slots element = node.elements.newSlots();
            node.elements.read(members, element);
            into.addElement(node.number, element);
        }
    }
}
