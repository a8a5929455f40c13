package io.countersign.launcher.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Where a job inside this process and the one who started it meet: it lets phases begin, and takes what comes out. The
 * job's operators travel as bytes and find it by its name.
 */
final class Conductor implements AutoCloseable {

    /** What comes out of a trial. */
    enum Kind {
        VERDICT,
        MATCH
    }

    private static final Map<String, Conductor> CONDUCTORS = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final List<Phase> phases = new ArrayList<>();
    private volatile CountDownLatch ends = new CountDownLatch(0);
    private final Queue<Said> said = new ConcurrentLinkedQueue<>();

    private record Phase(CompletableFuture<Void> begin, CountDownLatch lanes) {}

    private record Said(String trial, Kind kind, String json) {}

    private Conductor(List<Integer> lanes) {
        lanes.forEach(count -> phases.add(new Phase(new CompletableFuture<>(), new CountDownLatch(count))));
        CONDUCTORS.put(name, this);
    }

    /** Of the job that all trials begin in, and those end in that do not restart. */
    static Conductor ofFirst(List<Trial> trials) {
        List<Trial> ending = trials.stream().filter(trial -> !trial.restarts()).toList();
        List<Integer> lanes = lanes(ending);
        int waiting =
                trials.stream().filter(Trial::restarts).mapToInt(Trial::lanes).sum();
        if (lanes.isEmpty()) {
            lanes.add(waiting);
        } else {
            lanes.set(0, lanes.get(0) + waiting);
        }
        return new Conductor(lanes);
    }

    /** Of the job that trials go on in after a restart. */
    static Conductor ofRestarted(List<Trial> trials) {
        return new Conductor(lanes(trials));
    }

    private static List<Integer> lanes(List<Trial> trials) {
        List<Integer> lanes = new ArrayList<>();
        for (int phase = 0; ; phase++) {
            int index = phase;
            int count = trials.stream()
                    .filter(trial -> index < trial.phases())
                    .mapToInt(Trial::lanes)
                    .sum();
            if (count == 0) {
                return lanes;
            }
            lanes.add(count);
        }
    }

    static Conductor named(String name) {
        Conductor found = CONDUCTORS.get(name);
        if (found == null) {
            throw new IllegalStateException("nobody conducts " + name + " any more");
        }
        return found;
    }

    String name() {
        return name;
    }

    int phases() {
        return phases.size();
    }

    /** Lets a phase begin. */
    void begin(int phase) {
        phases.get(phase).begin().complete(null);
    }

    boolean hasBegun(int phase) {
        return beginOf(phase).isDone();
    }

    CompletableFuture<Void> beginOf(int phase) {
        return phases.get(phase).begin();
    }

    /** A lane has delivered all of a phase. */
    void delivered(int phase) {
        phases.get(phase).lanes().countDown();
    }

    /** What all lanes count down when they have delivered all of a phase. */
    CountDownLatch deliveries(int phase) {
        return phases.get(phase).lanes();
    }

    /** How many subtasks of sinks will tell that their input has ended; to be called before the job begins. */
    void expectEnds(int subtasks) {
        ends = new CountDownLatch(subtasks);
    }

    /** The input of a sink has ended. */
    void ended() {
        ends.countDown();
    }

    CountDownLatch ends() {
        return ends;
    }

    void say(String trial, Kind kind, String json) {
        said.add(new Said(trial, kind, json));
    }

    /** All that a trial said of one kind. */
    List<String> said(String trial, Kind kind) {
        return said.stream()
                .filter(each -> each.kind() == kind && each.trial().equals(trial))
                .map(Said::json)
                .toList();
    }

    @Override
    public void close() {
        CONDUCTORS.remove(name);
    }
}
