package io.countersign.detection.judge;

import io.countersign.schemas.record.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * The actions seen within the deduplication horizon (S6.1), in keyed state by hour of event time: equal contents have
 * equal times. What was seen in one hour under one key is forgotten as a whole, and bit by bit: an hour at once would
 * hold everything up.
 */
final class SeenActions {

    /** What an action is to those seen before. */
    enum Sighting {
        FIRST,
        /** Equal content was seen: a duplicate. */
        DUPLICATE,
        /** Other content was seen under the same source and id: another action. */
        ID_CONFLICT
    }

    static final MapStateDescriptor<String, String> IDS_BY_CONTENT =
            new MapStateDescriptor<>("seen-contents", StringSerializer.INSTANCE, StringSerializer.INSTANCE);

    /** The last hour of event time in which an id was seen. */
    static final MapStateDescriptor<String, Long> HOURS_BY_ID =
            new MapStateDescriptor<>("seen-ids", StringSerializer.INSTANCE, LongSerializer.INSTANCE);

    private static final long HOUR_MILLIS = 3_600_000;

    private final KeyedStateBackend<Integer> backend;
    private final NavigableMap<Long, NavigableSet<Integer>> keysByHour = new TreeMap<>();

    SeenActions(KeyedStateBackend<Integer> backend) throws Exception {
        this.backend = backend;
        backend.getOrCreateKeyedState(LongSerializer.INSTANCE, IDS_BY_CONTENT);
        try (Stream<Tuple2<Integer, Long>> restored = backend.getKeysAndNamespaces(IDS_BY_CONTENT.getName())) {
            restored.forEach(entry -> index(entry.f1, entry.f0));
        }
    }

    /** Looks an action up and remembers it; the backend's current key must be the action's. */
    Sighting see(Action action, String contentSha256) throws Exception {
        long hour = Math.floorDiv(action.time().toEpochMilli(), HOUR_MILLIS);
        MapState<String, String> contents = contents(hour);
        if (contents.contains(contentSha256)) {
            return Sighting.DUPLICATE;
        }
        String id = action.source() + '\n' + action.id();
        contents.put(contentSha256, id);
        index(hour, backend.getCurrentKey());
        Long lastHour = ids().get(id);
        if (lastHour == null || lastHour < hour) {
            ids().put(id, hour);
        }
        return lastHour == null ? Sighting.FIRST : Sighting.ID_CONFLICT;
    }

    /**
     * Forgets some of what was seen in the hours that ended before an instant, given in epoch milliseconds.
     *
     * @param enough how many actions to forget before it stops, if there are as many
     */
    void forgetBefore(long millis, int enough) throws Exception {
        long firstKept = Math.floorDiv(millis, HOUR_MILLIS);
        int forgotten = 0;
        while (forgotten < enough && !keysByHour.isEmpty() && keysByHour.firstKey() < firstKept) {
            Map.Entry<Long, NavigableSet<Integer>> hour = keysByHour.firstEntry();
            int key = hour.getValue().first();
            backend.setCurrentKey(key);
            forgotten += forget(hour.getKey());
            hour.getValue().remove(key);
            if (hour.getValue().isEmpty()) {
                keysByHour.remove(hour.getKey());
            }
        }
    }

    /** Forgets an hour under the current key, and the ids that were not seen since. */
    private int forget(long hour) throws Exception {
        MapState<String, String> contents = contents(hour);
        List<String> seen = new ArrayList<>();
        contents.values().forEach(seen::add);
        MapState<String, Long> ids = ids();
        for (String id : seen) {
            Long lastHour = ids.get(id);
            if (lastHour != null && lastHour <= hour) {
                ids.remove(id);
            }
        }
        contents.clear();
        return seen.size();
    }

    private void index(long hour, int key) {
        keysByHour.computeIfAbsent(hour, unused -> new TreeSet<>()).add(key);
    }

    private MapState<String, String> contents(long hour) throws Exception {
        return backend.getPartitionedState(hour, LongSerializer.INSTANCE, IDS_BY_CONTENT);
    }

    private MapState<String, Long> ids() throws Exception {
        return backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, HOURS_BY_ID);
    }
}
