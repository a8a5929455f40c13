package io.countersign.evidence.line;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shapes that lines have had: what they are but for their values. What canonical JSON asks of names, their order and
 * their spelling is asked of the shape alone, and so are the places of members among the values. A line of a shape that
 * was checked once is therefore known as soon as its own values are; there are millions of lines, and few shapes.
 *
 * <p>Shapes are the paths of a tree, whose nodes are the bytes from one value to the next. It is bounded, so that whoever
 * writes lines of ever new shapes gains nothing but that theirs are checked name by name. Used by one thread at a time.
 */
final class LineShapes {

    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_SIBLINGS = 16;

    /** What a node takes beside its bytes, a shape at its end included. */
    private static final int NODE_BYTES = 512;

    /** A shape: which members there are, and where, told by the values before and behind which they start and end. */
    private static final class Shape {

        final MemberTable.Member[] present;
        final MemberTable.Member[] absent;
        final int[] firstValue;
        final int[] before;
        final int[] lastValue;
        final int[] behind;

        /** Of the line whose members and values are known. */
        Shape(List<MemberTable.Member> members, LineValues values) {
            present = members.stream().filter(MemberTable.Member::isThere).toArray(MemberTable.Member[]::new);
            absent = members.stream().filter(each -> !each.isThere()).toArray(MemberTable.Member[]::new);
            firstValue = new int[present.length];
            before = new int[present.length];
            lastValue = new int[present.length];
            behind = new int[present.length];
            for (int i = 0; i < present.length; i++) {
                int first = 0;
                while (values.from[first] < present[i].from) {
                    first++;
                }
                int last = values.count - 1;
                while (values.to[last] > present[i].to) {
                    last--;
                }
                firstValue[i] = first;
                before[i] = values.from[first] - present[i].from;
                lastValue[i] = last;
                behind[i] = present[i].to - values.to[last];
            }
        }

        /** Says of each member where it is in a line of this shape. */
        void place(LineValues values) {
            for (MemberTable.Member each : absent) {
                each.to = 0;
            }
            for (int i = 0; i < present.length; i++) {
                present[i].from = values.from[firstValue[i]] - before[i];
                present[i].to = values.to[lastValue[i]] + behind[i];
            }
        }
    }

    /** The bytes before a value, or behind the last one. */
    private static final class Node {

        final byte[] bytes;
        final long start;
        final long mask;
        final int depth;

        @Nullable
        Shape shape;

        @Nullable
        Node first;

        @Nullable
        Node next;

        int children;

        Node(byte[] bytes, int depth) {
            this.bytes = bytes;
            this.depth = depth;
            byte[] roomy = Arrays.copyOf(bytes, bytes.length + Long.BYTES);
            start = EightBytes.get(roomy, 0);
            mask = bytes.length >= Long.BYTES ? -1 : (1L << (Byte.SIZE * bytes.length)) - 1;
        }

        boolean isAt(long eight, byte[] line, int at) {
            if (((eight ^ start) & mask) != 0) {
                return false;
            }
            int length = bytes.length;
            if (length <= Long.BYTES) {
                return true;
            }
            int i = Long.BYTES;
            for (; i + Long.BYTES <= length; i += Long.BYTES) {
                if (EightBytes.get(line, at + i) != EightBytes.get(bytes, i)) {
                    return false;
                }
            }
            // The last eight: some of them once more.
            return EightBytes.get(line, at + length - Long.BYTES) == EightBytes.get(bytes, length - Long.BYTES);
        }

        boolean isBeforeText() {
            return bytes[bytes.length - 1] == '"';
        }
    }

    private final CanonicalJson json;
    private final List<MemberTable.Member> members;
    private final LineValues values;
    private final Node root = new Node(new byte[1], 0);

    /** How many bytes the nodes take. */
    private long size;

    /**
     * None.
     *
     * @param members whose places are told
     * @param values where the values of the line at hand are told
     */
    LineShapes(CanonicalJson json, List<MemberTable.Member> members, LineValues values) {
        this.json = json;
        this.members = members;
        this.values = values;
    }

    /**
     * Reads the line from a place on, if its shape is known.
     *
     * @return the line feed behind it; -1 if its shape is not known
     * @throws LineFormatException if one of its values is wrong
     */
    int read(byte[] bytes, int from) throws LineFormatException {
        json.start(bytes, from);
        int[] valuesFrom = values.from;
        int[] valuesTo = values.to;
        int count = 0;
        Node node = root;
        int i = from;
        while (true) {
            long eight = EightBytes.get(bytes, i);
            node = node.first;
            while (node != null && !node.isAt(eight, bytes, i)) {
                node = node.next;
            }
            if (node == null) {
                return -1;
            }
            i += node.bytes.length;
            if (node.shape != null) {
                node.shape.place(values);
                return i - 1;
            }
            valuesFrom[count] = i;
            if (node.isBeforeText()) {
                i = json.endOfText(i);
            } else if (bytes[i] == '{' && bytes[i + 1] != '}') {
                return -1;
            } else {
                i = json.value(i, node.depth);
            }
            valuesTo[count++] = i;
        }
    }

    /** Learns the shape of a line that was found to be right, and whose members and values are known. */
    void learn(byte[] bytes, int from, int to) {
        int count = values.count;
        if (bytes[to] != '\n' || count == 0 || count == LineValues.MOST || size > MOST_BYTES) {
            return;
        }
        Node node = root;
        int at = from;
        for (int i = 0; i < count && node != null; i++) {
            node = child(node, Arrays.copyOfRange(bytes, at, values.from[i]), values.depth[i]);
            at = values.to[i];
        }
        Node end = node == null ? null : child(node, Arrays.copyOfRange(bytes, at, to + 1), 0);
        if (end != null) {
            end.shape = new Shape(members, values);
        }
    }

    /** The child of some bytes, which is new if there was none; null if there are too many. */
    private @Nullable Node child(Node parent, byte[] bytes, int depth) {
        Node before = null;
        Node at = parent.first;
        // The longer ones come first: before a text are the bytes that are before a number, and one more.
        while (at != null && at.bytes.length >= bytes.length) {
            if (Arrays.equals(at.bytes, bytes)) {
                return at;
            }
            before = at;
            at = at.next;
        }
        if (parent.children == MOST_SIBLINGS) {
            return null;
        }
        Node child = new Node(bytes, depth);
        child.next = at;
        if (before == null) {
            parent.first = child;
        } else {
            before.next = child;
        }
        parent.children++;
        size += NODE_BYTES + bytes.length;
        return child;
    }
}
