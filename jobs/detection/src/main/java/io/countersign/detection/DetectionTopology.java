package io.countersign.detection;

import io.countersign.detection.correlate.Correlation;
import io.countersign.detection.correlate.MatchFinding;
import io.countersign.detection.ingest.Account;
import io.countersign.detection.ingest.Dispatch;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.Quarantined;
import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.Tally;
import io.countersign.detection.judge.ActionKey;
import io.countersign.detection.judge.Alert;
import io.countersign.detection.judge.EvidenceTags;
import io.countersign.detection.judge.Fed;
import io.countersign.detection.judge.Finding;
import io.countersign.detection.judge.JudgeOperator;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.schemas.record.Action;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** What the job computes: ingested events in, findings out. The edges are its caller's. */
public final class DetectionTopology {

    private static final OutputTag<RegisterEvent> REGISTER =
            new OutputTag<>("register", TypeInformation.of(RegisterEvent.class));
    private static final OutputTag<Quarantined> QUARANTINE =
            new OutputTag<>("quarantine", TypeInformation.of(Quarantined.class));
    private static final OutputTag<Tally> TALLIES = new OutputTag<>("tallies", TypeInformation.of(Tally.class));
    private static final OutputTag<Account> ACCOUNTS = new OutputTag<>("accounts", TypeInformation.of(Account.class));
    private static final OutputTag<EvidenceRecord> EVIDENCE =
            new OutputTag<>("evidence", TypeInformation.of(EvidenceRecord.class));
    private static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", TypeInformation.of(Alert.class));

    private static final Map<WaitsFor, OutputTag<Fed>> FEEDS = Map.of(
            WaitsFor.ACTIONS,
            feed("actions"),
            WaitsFor.REGISTER,
            feed("register"),
            WaitsFor.VERDICTS,
            feed("verdicts"));

    private DetectionTopology() {}

    private static OutputTag<Fed> feed(String name) {
        return new OutputTag<>("feed-" + name, TypeInformation.of(Fed.class));
    }

    /**
     * What comes out.
     *
     * @param findings every revision of every verdict
     * @param matchesOfEach what the sequences found, a stream each
     * @param quarantine what could not be read
     * @param tallies numbers to add to the population equations (S6.3)
     * @param alerts what responders are told at once; nothing in a bounded run
     * @param witness what evidence needs beside findings and matches; null where none is kept
     */
    public record Outputs(
            DataStream<Finding> findings,
            List<DataStream<MatchFinding>> matchesOfEach,
            DataStream<Quarantined> quarantine,
            DataStream<Tally> tallies,
            DataStream<Alert> alerts,
            @Nullable Witness witness) {

        /** What the sequences found; empty if there are none. */
        public Optional<DataStream<MatchFinding>> matches() {
            return matchesOfEach.stream().reduce(DataStream::union);
        }
    }

    /**
     * What evidence needs beside findings and matches.
     *
     * @param records actions that a rule selects, and what the register has learnt
     * @param accounts which offsets were read, and what became of every event and verdict
     */
    public record Witness(DataStream<EvidenceRecord> records, DataStream<Account> accounts) {}

    /**
     * Builds the flow.
     *
     * @param inputs the ingested events by the name of their input, which operator uids carry
     * @param rules the rules in force
     * @param evidence whether evidence is kept of it
     */
    public static Outputs build(
            Map<String, DataStream<Ingested>> inputs, Catalog rules, JudgeSettings settings, boolean evidence) {
        List<DataStream<Action>> actions = new ArrayList<>();
        List<DataStream<RegisterEvent>> register = new ArrayList<>();
        List<DataStream<Quarantined>> quarantine = new ArrayList<>();
        List<DataStream<Tally>> tallies = new ArrayList<>();
        List<DataStream<Account>> accounts = new ArrayList<>();
        inputs.forEach((name, input) -> {
            SingleOutputStreamOperator<Action> dispatch = input.transform(
                            "dispatch " + name,
                            TypeInformation.of(Action.class),
                            new Dispatch(name, REGISTER, QUARANTINE, TALLIES, evidence ? ACCOUNTS : null))
                    .uid(OperatorUid.DISPATCH + name);
            actions.add(dispatch);
            register.add(dispatch.getSideOutput(REGISTER));
            quarantine.add(dispatch.getSideOutput(QUARANTINE));
            tallies.add(dispatch.getSideOutput(TALLIES));
            accounts.add(dispatch.getSideOutput(ACCOUNTS));
        });

        EvidenceTags tags = evidence ? new EvidenceTags(EVIDENCE, ACCOUNTS) : null;
        DataStream<Finding> findings = judge(
                union(actions),
                union(register),
                new JudgeOperator(rules.files().values(), settings, TALLIES, ALERTS, FEEDS, tags));
        accounts.add(sideOutput(findings, ACCOUNTS));
        tallies.add(sideOutput(findings, TALLIES));
        Correlation correlation = correlate(findings, rules);
        if (!correlation.late().isEmpty()) {
            tallies.add(union(correlation.late())
                    .map(DetectionTopology::lateEvent)
                    .returns(TypeInformation.of(Tally.class))
                    .uid(OperatorUid.LATE_EVENTS));
        }
        return new Outputs(
                findings,
                correlation.matches(),
                union(quarantine),
                union(tallies),
                sideOutput(findings, ALERTS),
                evidence ? new Witness(sideOutput(findings, EVIDENCE), union(accounts)) : null);
    }

    private static Tally lateEvent(Candidate candidate) {
        return new Tally(Tally.Subject.SOURCE, candidate.event().source(), "late_events", null, 1);
    }

    private static Correlation correlate(DataStream<Finding> judge, Catalog rules) {
        Map<WaitsFor, List<Correlation.FiledSequence>> sequences = new EnumMap<>(WaitsFor.class);
        for (Sequence sequence : rules.sequences()) {
            sequences
                    .computeIfAbsent(CompiledSequence.of(sequence).waitsFor(), unused -> new ArrayList<>())
                    .add(new Correlation.FiledSequence(
                            sequence, Objects.requireNonNull(rules.files().get(sequence.id()), "file")));
        }
        Correlation correlation = new Correlation(new SequenceUids());
        sequences.forEach((waitsFor, each) -> correlation.add(waitsFor, sideOutput(judge, tagOf(waitsFor)), each));
        return correlation;
    }

    private static OutputTag<Fed> tagOf(WaitsFor waitsFor) {
        return Objects.requireNonNull(FEEDS.get(waitsFor), "waitsFor");
    }

    private static final class SequenceUids implements Correlation.Uids {
        @Override
        public String time(WaitsFor waitsFor) {
            return OperatorUid.SEQUENCE_TIME + waitsFor.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String shared(WaitsFor waitsFor) {
            return OperatorUid.SEQUENCE_EVENTS + waitsFor.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String events(String id, String digest) {
            return OperatorUid.EVENTS_OF_SEQUENCE + id + '-' + digest;
        }

        @Override
        public String sequence(String id, String digest) {
            return OperatorUid.SEQUENCE + id + '-' + digest;
        }
    }

    private static <T> DataStream<T> sideOutput(DataStream<?> of, OutputTag<T> tag) {
        return new DataStream<>(
                of.getExecutionEnvironment(), new SideOutputTransformation<>(of.getTransformation(), tag));
    }

    /** Keyed actions beside a broadcast register, which the fluent API offers for functions but not for operators. */
    private static DataStream<Finding> judge(
            DataStream<Action> actions, DataStream<RegisterEvent> register, JudgeOperator operator) {
        TwoInputTransformation<Action, RegisterEvent, Finding> judge = new TwoInputTransformation<>(
                actions.keyBy(new ActionKey(), Types.INT).getTransformation(),
                register.broadcast().getTransformation(),
                "judge",
                operator,
                TypeInformation.of(Finding.class),
                actions.getExecutionEnvironment().getParallelism());
        judge.setStateKeySelectors(new ActionKey(), null);
        judge.setStateKeyType(Types.INT);
        judge.setUid(OperatorUid.JUDGE);
        actions.getExecutionEnvironment().addOperator(judge);
        return new DataStream<>(actions.getExecutionEnvironment(), judge);
    }

    private static <T> DataStream<T> union(List<DataStream<T>> streams) {
        DataStream<T> first = streams.get(0);
        for (DataStream<T> other : streams.subList(1, streams.size())) {
            first = first.union(other);
        }
        return first;
    }
}
