package io.countersign.detection.judge;

import io.countersign.detection.ingest.TallyBook;
import io.countersign.detection.judge.WaitingRoom.Stage;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Sequence;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

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

    /** Of the sequences, those that see a kind of events, and those that wait for more than the time of actions. */
    private final Map<EventKind, List<CompiledSequence>> seeing = new EnumMap<>(EventKind.class);

    private final List<CompiledSequence> askingTheRegister = new ArrayList<>();
    private final Set<WaitsFor> awaited = EnumSet.noneOf(WaitsFor.class);
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
     * @param verdictDelay how long after an action its verdict may settle although its sources are complete through it; in
     *     a bounded run all have settled that ever will
     * @param bounded whether nothing is known to be complete before all input has ended
     * @param first whether this subtask feeds what all of them learn
     */
    record Settings(Set<String> sources, Duration verdictDelay, boolean bounded, boolean first) {

        /** By the controls in force, whose sources and verdicts sequences wait for, too. */
        static Settings of(List<Control> controls, JudgeSettings judge, boolean first) {
            if (judge.bounded()) {
                return new Settings(Set.of(), Duration.ZERO, true, first);
            }
            Set<String> sources = new TreeSet<>(judge.completeness().keySet());
            Duration delay = Duration.ZERO;
            for (Control control : controls) {
                sources.addAll(control.requirement().sources());
                Duration after = control.requirement().completeAfter();
                delay = after.compareTo(delay) > 0 ? after : delay;
            }
            return new Settings(sources, delay, false, first);
        }
    }

    /** A feed of the sequences in force. */
    SequenceFeed(
            Catalog catalog,
            RegisterState register,
            WaitingRoom waiting,
            Settings settings,
            TallyBook book,
            Output output) {
        sequences = new ArrayList<>();
        for (Sequence each : catalog.sequences()) {
            CompiledSequence sequence = CompiledSequence.of(each);
            sequences.add(sequence);
            sequence.kinds()
                    .forEach(kind -> seeing.computeIfAbsent(kind, unused -> new ArrayList<>())
                            .add(sequence));
            awaited.add(sequence.waitsFor());
            if (sequence.waitsFor() != WaitsFor.ACTIONS) {
                askingTheRegister.add(sequence);
            }
        }
        this.register = register;
        this.waiting = waiting;
        this.settings = settings;
        this.book = book;
        this.output = output;
        for (String id : register.register().changeIds()) {
            schedule(id);
        }
    }

    /** Takes an action; whether any sequence can use it, so that it counts as selected (S6.3). */
    boolean arrive(Action action, String contentSha256, Map<String, Object> members) throws Exception {
        List<CompiledSequence> atOnce = new ArrayList<>();
        boolean waits = false;
        for (CompiledSequence sequence : sequences) {
            if (sequence.selects(action, members)) {
                if (sequence.waitsFor() == WaitsFor.ACTIONS) {
                    atOnce.add(sequence);
                } else {
                    waits = true;
                }
            }
        }
        feed(
                atOnce,
                () -> SequenceEvent.of(action, contentSha256, action.actor().principal()));
        if (waits && (settings.bounded() || action.time().isAfter(registerThrough()))) {
            waiting.add(Stage.SEQUENCE, new Waiting(NO_CONTROL, action, contentSha256, null));
        } else if (waits) {
            identify(action, contentSha256);
        }
        return waits || !atOnce.isEmpty();
    }

    private void identify(Action action, String contentSha256) {
        RegisterView view = register.register().view(sources(), action.time());
        String identity = view.resolve(action.actor().principal()).name();
        feed(askingTheRegister, () -> SequenceEvent.of(action, contentSha256, identity));
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
        boolean isSeen = !seeing(EventKind.WINDOW_OPEN).isEmpty()
                || !seeing(EventKind.WINDOW_CLOSE).isEmpty();
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
        return seeing.getOrDefault(kind, List.of());
    }

    /** Feeds an event, which is written out only if someone wants it. */
    private void feed(List<CompiledSequence> to, Supplier<SequenceEvent> written) {
        if (to.isEmpty()) {
            return;
        }
        SequenceEvent event = written.get();
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
                feed(seeing(EventKind.of(moment.kind())), () -> moment);
            }
        }
    }

    private void progress(WaitsFor waitsFor, Instant through) {
        Instant before = fedThrough.getOrDefault(waitsFor, Instant.MIN);
        if (awaited.contains(waitsFor) && through.isAfter(before)) {
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
