package io.countersign.detection.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;

/**
 * The selected actions that wait, in keyed state: appended to slices of event time, and taken out slice by slice when
 * their time has come. An action costs one append and few reads, whatever else waits. Which slices hold anything, and
 * since when, is known in memory, and learnt from the state when a checkpoint is restored.
 */
final class WaitingRoom {

    /** What an action waits for. */
    enum Stage {
        /** To be judged. */
        SETTLEMENT,
        /** To be judged after all: its sources were silent for too long (S4.7). */
        OVERDUE,
        /** An exception, to be ratified (S4.5). */
        RATIFICATION,
        /** To be told to sequences with its identity (S7), whatever controls judge it. */
        SEQUENCE
    }

    /** What is done with an action that is taken out. It may put it back, but only into another stage. */
    interface Visitor {
        void visit(Waiting waiting) throws Exception;
    }

    static final ListStateDescriptor<Waiting> STATE =
            new ListStateDescriptor<>("waiting", TypeInformation.of(Waiting.class));
    private static final long SLICE_MILLIS = 10_000;

    /** How long a place of which all was looked at that was due is left alone: looking reads all that waits there. */
    private static final long NEXT_LOOK_MILLIS = 1_000;

    private final KeyedStateBackend<Integer> backend;
    private final ActionKey keySelector = new ActionKey();
    private final Map<String, NavigableMap<Long, Slice>> slicesByQueue = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();

    /** Read by those who watch, from other threads. */
    private volatile long size;

    /** Where the actions of one queue and slice are, and the time of the earliest of them. */
    private static final class Slice {
        private final Set<Integer> keys = new TreeSet<>();
        private long earliestMillis = Long.MAX_VALUE;
    }

    WaitingRoom(KeyedStateBackend<Integer> backend) throws Exception {
        this.backend = backend;
        backend.getOrCreateKeyedState(StringSerializer.INSTANCE, STATE);
        List<Tuple2<Integer, String>> present;
        try (Stream<Tuple2<Integer, String>> restored = backend.getKeysAndNamespaces(STATE.getName())) {
            present = restored.toList();
        }
        for (Tuple2<Integer, String> entry : present) {
            String queue = entry.f1.substring(0, entry.f1.lastIndexOf('/'));
            backend.setCurrentKey(entry.f0);
            for (Waiting waiting : state(entry.f1).get()) {
                index(queue, waiting, entry.f0);
                resize(1);
            }
        }
    }

    /** How many wait. */
    long size() {
        return size;
    }

    void add(Stage stage, Waiting waiting) throws Exception {
        int key = keySelector.getKey(waiting.action());
        String queue = queue(stage, waiting.control());
        index(queue, waiting, key);
        backend.setCurrentKey(key);
        state(namespace(queue, sliceOf(waiting.timeMillis()))).add(waiting);
        resize(1);
    }

    /** Takes out the actions of a control that happened at or before an instant, given in epoch milliseconds. */
    void takeThrough(Stage stage, String control, long millis, Visitor visitor) throws Exception {
        String queue = queue(stage, control);
        NavigableMap<Long, Slice> slices = slicesByQueue.get(queue);
        while (slices != null && !slices.isEmpty() && slices.firstEntry().getValue().earliestMillis <= millis) {
            Map.Entry<Long, Slice> slice = slices.pollFirstEntry();
            for (int key : slice.getValue().keys) {
                takeThrough(queue, slice.getKey(), key, millis, visitor);
            }
        }
        if (slices != null && slices.isEmpty()) {
            slicesByQueue.remove(queue);
        }
    }

    private void takeThrough(String queue, long slice, int key, long millis, Visitor visitor) throws Exception {
        backend.setCurrentKey(key);
        ListState<Waiting> state = state(namespace(queue, slice));
        List<Waiting> taken = new ArrayList<>();
        List<Waiting> left = new ArrayList<>();
        for (Waiting waiting : state.get()) {
            (waiting.timeMillis() <= millis ? taken : left).add(waiting);
        }
        if (left.isEmpty()) {
            state.clear();
        } else if (!taken.isEmpty()) {
            state.update(left);
        }
        for (Waiting waiting : left) {
            index(queue, waiting, key);
        }
        resize(-taken.size());
        for (Waiting waiting : taken) {
            visitor.visit(waiting);
        }
    }

    /** The controls for which any action waits. */
    Set<String> controls() {
        Set<String> controls = new TreeSet<>();
        slicesByQueue.keySet().forEach(queue -> controls.add(queue.substring(queue.indexOf('/') + 1)));
        controls.remove("");
        return controls;
    }

    /** When anything is due, in processing time; the greatest number if nothing is. */
    long nextDue() {
        return deadlines.next();
    }

    /** Puts in place of each action that is due what is made of it. Until then it stays where it is. */
    void lookAtDue(long nowMillis, UnaryOperator<Waiting> look) throws Exception {
        for (Deadlines.Place place : deadlines.takeThrough(nowMillis)) {
            backend.setCurrentKey(place.key());
            ListState<Waiting> state = state(namespace(place.queue(), place.slice()));
            Iterable<Waiting> present = state.get();
            if (present != null) {
                List<Waiting> kept = new ArrayList<>();
                for (Waiting each : present) {
                    kept.add(each.isDue(nowMillis) ? look.apply(each) : each);
                }
                state.update(kept);
                for (Waiting each : kept) {
                    if (each.dueMillis() != null) {
                        deadlines.add(place, Math.max(each.dueMillis(), nowMillis + NEXT_LOOK_MILLIS));
                    }
                }
            }
        }
    }

    private void index(String queue, Waiting waiting, int key) {
        long timeMillis = waiting.timeMillis();
        Slice slice = slicesByQueue
                .computeIfAbsent(queue, unused -> new TreeMap<>())
                .computeIfAbsent(sliceOf(timeMillis), unused -> new Slice());
        slice.keys.add(key);
        slice.earliestMillis = Math.min(slice.earliestMillis, timeMillis);
        if (waiting.dueMillis() != null) {
            deadlines.add(new Deadlines.Place(queue, sliceOf(timeMillis), key), waiting.dueMillis());
        }
    }

    private void resize(int more) {
        long newSize = size + more;
        size = newSize;
    }

    private ListState<Waiting> state(String namespace) throws Exception {
        return backend.getPartitionedState(namespace, StringSerializer.INSTANCE, STATE);
    }

    private static long sliceOf(long timeMillis) {
        return Math.floorDiv(timeMillis, SLICE_MILLIS);
    }

    private static String queue(Stage stage, String control) {
        return stage.name() + '/' + control;
    }

    private static String namespace(String queue, long slice) {
        return queue + '/' + slice;
    }
}
