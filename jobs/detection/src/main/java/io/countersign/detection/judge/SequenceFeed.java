package io.countersign.detection.judge;

import io.countersign.detection.ingest.TallyBook;
import io.countersign.detection.judge.WaitingRoom.Stage;
import io.countersign.rules.expression.EventKind;
import io.countersign.rules.expression.Members;
import io.countersign.rules.register.History;
import io.countersign.rules.register.RegisterView;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.rules.sequence.SequenceEvent;
import io.countersign.rules.sequence.WindowMoments;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Feeds the sequences (S7): hands on the events that a sequence can use, and how far time has come. What asks for the
 * register waits for it to be complete, as verdicts do; an action whose identity is asked for waits among the actions that
 * wait to be judged.
 *
 * <p>Every subtask feeds its own actions and verdicts. All of them learn all of the register, so that only the first
 * feeds register records and the moments of windows.
 */
final class SequenceFeed {

    /** Where the events go. */
    interface Output {
        void feed(WaitsFor waitsFor, Fed fed, long timeMillis);
    }

    /** No control has this id, which is a file's name. */
    private static final String NO_CONTROL = "";

    private final List<CompiledSequence> sequences;
    private final RegisterState register;
    private final WaitingRoom waiting;
    private final Settings settings;
    private final TallyBook book;
    private final Output output;
    private final Map<WaitsFor, Instant> fedThrough = new EnumMap<>(WaitsFor.class);

    /** By the instants to come, the changes whose window may open or close then. */
    private final NavigableMap<Instant, Set<String>> moments = new TreeMap<>();

    /**
     * What a feed is told.
     *
     * @param sources the register's sources, for whose completeness is waited; of a bounded run, those that it has heard of
     * @param verdictDelay how long after an action its verdict may settle although its sources are complete through it
     * @param bounded whether nothing is known to be complete before all input has ended
     * @param first whether this subtask feeds what all of them learn
     */
    record Settings(Set<String> sources, Duration verdictDelay, boolean bounded, boolean first) {}

    SequenceFeed(
            List<CompiledSequence> sequences,
            RegisterState register,
            WaitingRoom waiting,
            Settings settings,
            TallyBook book,
            Output output) {
        this.sequences = sequences;
        this.register = register;
        this.waiting = waiting;
        this.settings = settings;
        this.book = book;
        this.output = output;
        for (String id : register.register().changeIds()) {
            schedule(id);
        }
    }

    /** Whether any sequence can use the action, which then counts as selected (S6.3). */
    boolean selects(Action action, Map<String, Object> members) {
        return sequences.stream().anyMatch(sequence -> sequence.selects(action, members));
    }

    /** Takes an action that {@link #selects some sequence can use}. */
    void arrive(Action action, String contentSha256, Map<String, Object> members) throws Exception {
        boolean waits = false;
        for (CompiledSequence sequence : sequences) {
            if (sequence.selects(action, members)) {
                if (sequence.waitsFor() == WaitsFor.ACTIONS) {
                    SequenceEvent event = SequenceEvent.of(
                            action, contentSha256, action.actor().principal());
                    feed(List.of(sequence), event);
                } else {
                    waits = true;
                }
            }
        }
        if (waits && (settings.bounded() || action.time().isAfter(registerThrough()))) {
            waiting.add(Stage.SEQUENCE, new Waiting(NO_CONTROL, action, contentSha256, null));
        } else if (waits) {
            identify(action, contentSha256);
        }
    }

    private void identify(Action action, String contentSha256) {
        RegisterView view = register.register().view(sources(), action.time());
        String identity = view.resolve(action.actor().principal()).name();
        feed(
                sequences.stream()
                        .filter(sequence -> sequence.waitsFor() != WaitsFor.ACTIONS)
                        .toList(),
                SequenceEvent.of(action, contentSha256, identity));
    }

    /** Takes a verdict; only the one that settles is an event. */
    void settled(Verdict verdict) {
        if (verdict.outcome() != VerdictOutcome.INDETERMINATE) {
            feed(seeing(EventKind.VERDICT), () -> SequenceEvent.of(verdict));
        }
    }

    /** Takes a version of a register record that was not known before. */
    void learnt(RegisterRecord version) {
        if (!settings.first()) {
            return;
        }
        feed(
                seeing(EventKind.of(version.type().wireName())),
                () -> SequenceEvent.of(version, Codec.contentSha256(version)));
        if (version instanceof Change change) {
            schedule(change.id());
        }
    }

    private void schedule(String change) {
        boolean isSeen = sequences.stream()
                .anyMatch(sequence -> sequence.kinds().contains(EventKind.WINDOW_OPEN)
                        || sequence.kinds().contains(EventKind.WINDOW_CLOSE));
        History<Change> history = register.register().everyVersion(change);
        if (settings.first() && isSeen && history != null) {
            for (Instant instant : WindowMoments.instants(history)) {
                if (instant.isAfter(register.fedThrough())) {
                    moments.computeIfAbsent(instant, unused -> new TreeSet<>()).add(change);
                }
            }
        }
    }

    private List<CompiledSequence> seeing(EventKind kind) {
        return sequences.stream()
                .filter(sequence -> sequence.kinds().contains(kind))
                .toList();
    }

    /** An event that is written out only if someone wants it. */
    private interface Written {
        SequenceEvent event();
    }

    private void feed(List<CompiledSequence> to, Written written) {
        if (!to.isEmpty()) {
            feed(to, written.event());
        }
    }

    private void feed(Collection<CompiledSequence> to, SequenceEvent event) {
        Map<String, Object> members = Members.of(event.json());
        for (CompiledSequence sequence : to) {
            Candidate candidate = sequence.candidate(event, members);
            if (candidate != null) {
                output.feed(sequence.waitsFor(), new Fed(candidate, null), event.timeMillis());
            }
        }
    }

    /** Hands on what the register and the time of actions have come past. */
    void advance() throws Exception {
        if (!sequences.isEmpty()) {
            Instant watermark = register.watermark();
            Instant through = registerThrough();
            advance(watermark, through.isBefore(watermark) ? through : watermark);
        }
    }

    /** The end of all input of a bounded run: what the register is not complete for stays unknown (S4.6). */
    void end() throws Exception {
        advance(Instant.MAX, registerThrough());
        waiting.takeThrough(Stage.SEQUENCE, NO_CONTROL, Long.MAX_VALUE, each -> {});
    }

    private void advance(Instant actions, Instant all) throws Exception {
        waiting.takeThrough(
                Stage.SEQUENCE, NO_CONTROL, millis(all), each -> identify(each.action(), each.contentSha256()));
        while (!moments.isEmpty() && !moments.firstKey().isAfter(all)) {
            Map.Entry<Instant, Set<String>> next = moments.pollFirstEntry();
            next.getValue().forEach(change -> moment(next.getKey(), change));
        }
        register.fedThrough(all);
        progress(WaitsFor.ACTIONS, actions);
        progress(WaitsFor.REGISTER, all);
        boolean isEnd = all.equals(Instant.MIN) || all.equals(Instant.MAX);
        progress(WaitsFor.VERDICTS, isEnd ? all : all.minus(settings.verdictDelay()));
    }

    private void moment(Instant instant, String change) {
        History<Change> history = register.register().view(sources(), instant).change(change);
        if (history != null) {
            for (SequenceEvent moment : WindowMoments.at(instant, history)) {
                feed(seeing(EventKind.of(moment.kind())), moment);
            }
        }
    }

    private void progress(WaitsFor waitsFor, Instant through) {
        Instant before = fedThrough.getOrDefault(waitsFor, Instant.MIN);
        boolean isAwaited = sequences.stream().anyMatch(sequence -> sequence.waitsFor() == waitsFor);
        if (isAwaited && through.isAfter(before)) {
            fedThrough.put(waitsFor, through);
            output.feed(waitsFor, new Fed(null, millis(through)), millis(through));
        }
    }

    /** Lets go of actions that the register no longer reaches back to: of whom they were, nothing is claimed. */
    void letGo() throws Exception {
        waiting.takeThrough(
                Stage.SEQUENCE,
                NO_CONTROL,
                millis(register.reachesBackTo()) - 1,
                each -> book.source(each.action().source(), "late_events", null));
    }

    private Instant registerThrough() {
        return register.completeness().through(sources());
    }

    private Set<String> sources() {
        if (!settings.bounded()) {
            return settings.sources();
        }
        return register.completeness().sources();
    }

    private static long millis(Instant instant) {
        if (instant.equals(Instant.MAX)) {
            return Long.MAX_VALUE;
        }
        return instant.equals(Instant.MIN) ? Long.MIN_VALUE + 1 : instant.toEpochMilli();
    }
}
