package io.countersign.schemas.dialect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Finds which of many literals occur in a text, in one pass over it however many there are (Aho and Corasick, "Efficient
 * string matching", CACM 18(6), 1975). Never changed, so that threads can share one.
 */
final class LiteralSearch {

    private static final int START = 0;
    private static final int NONE = -1;

    /** Steps by state and character, in a table of open addresses, at most half full. */
    private final long[] keys;

    private final int[] targets;

    /** By state: the longest other beginning of a literal that ends here too. */
    private final int[] fallbacks;

    /** By state: the next one along the fallbacks at which a literal ends; {@link #START} if there is none. */
    private final int[] ends;

    /** By state: the literals that end here. */
    private final int[][] found;

    /** For literals that are not empty; they are told by their places in the list. */
    LiteralSearch(List<String> literals) {
        List<Map<Character, Integer>> steps = new ArrayList<>();
        List<List<Integer>> ending = new ArrayList<>();
        steps.add(new HashMap<>());
        ending.add(new ArrayList<>());
        for (int literal = 0; literal < literals.size(); literal++) {
            if (literals.get(literal).isEmpty()) {
                throw new IllegalArgumentException("literal " + literal + " is empty, and occurs everywhere");
            }
            int state = START;
            for (char c : literals.get(literal).toCharArray()) {
                Integer next = steps.get(state).get(c);
                if (next == null) {
                    next = steps.size();
                    steps.get(state).put(c, next);
                    steps.add(new HashMap<>());
                    ending.add(new ArrayList<>());
                }
                state = next;
            }
            ending.get(state).add(literal);
        }
        keys = new long[2 * Integer.highestOneBit(2 * steps.size())];
        targets = new int[keys.length];
        Arrays.fill(keys, NONE);
        for (int state = 0; state < steps.size(); state++) {
            for (Map.Entry<Character, Integer> step : steps.get(state).entrySet()) {
                int slot = slot(state, step.getKey());
                keys[slot] = key(state, step.getKey());
                targets[slot] = step.getValue();
            }
        }
        found = ending.stream()
                .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        fallbacks = new int[steps.size()];
        ends = new int[steps.size()];
        ArrayDeque<Integer> states = new ArrayDeque<>(steps.get(START).values());
        while (!states.isEmpty()) {
            int state = states.remove();
            for (Map.Entry<Character, Integer> step : steps.get(state).entrySet()) {
                int next = step.getValue();
                fallbacks[next] = next(fallbacks[state], step.getKey());
                ends[next] = found[fallbacks[next]].length > 0 ? fallbacks[next] : ends[fallbacks[next]];
                states.add(next);
            }
        }
    }

    private static long key(int state, char c) {
        return ((long) state << Character.SIZE) | c;
    }

    /** Where a step is, or would be. */
    private int slot(int state, char c) {
        long key = key(state, c);
        int slot = (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> Integer.SIZE) & (keys.length - 1);
        while (keys[slot] != key && keys[slot] != NONE) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private int next(int from, char c) {
        int state = from;
        while (true) {
            int slot = slot(state, c);
            if (keys[slot] != NONE) {
                return targets[slot];
            }
            if (state == START) {
                return START;
            }
            state = fallbacks[state];
        }
    }

    /** Tells of each literal that a text has, once for each time it has it. */
    void find(String text, IntConsumer literals) {
        int state = START;
        for (int i = 0; i < text.length(); i++) {
            state = next(state, text.charAt(i));
            for (int end = state; end != START; end = ends[end]) {
                for (int literal : found[end]) {
                    literals.accept(literal);
                }
            }
        }
    }
}
