package io.countersign.detection.correlate;

import io.countersign.detection.judge.Fed;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.cep.EventComparator;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Sequences on flink-cep. Those that wait for the same share one shuffle, by key; behind it each has an operator of its
 * own, which sees no event that it cannot use.
 */
public final class Correlation {

    static final OutputTag<Candidate> LATE = new OutputTag<>("late-events", TypeInformation.of(Candidate.class));

    private final List<DataStream<MatchFinding>> matches = new ArrayList<>();
    private final List<DataStream<Candidate>> late = new ArrayList<>();

    private final Uids uids;

    /** No sequences yet. */
    public Correlation(Uids uids) {
        this.uids = uids;
    }

    /** The uids of its operators; the digest is of the rule file, so that a changed rule starts afresh. */
    public interface Uids {
        /** Of the operator that makes the time of sequences that wait for the same. */
        String time(WaitsFor waitsFor);

        /** Of the operator behind their shuffle. */
        String shared(WaitsFor waitsFor);

        /** Of what passes on a sequence's events, of the sequence itself. */
        String events(String id, String digest);

        /** Of a sequence. */
        String sequence(String id, String digest);
    }

    static final class Key implements KeySelector<Candidate, String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String getKey(Candidate candidate) {
            return candidate.key();
        }
    }

    private static final class Order implements EventComparator<Candidate> {

        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Candidate one, Candidate other) {
            return Candidate.ORDER.compare(one, other);
        }
    }

    /**
     * Adds the sequences that wait for the same.
     *
     * @param fed what the judge feeds them
     * @param sequences at least one, each with its file
     */
    public void add(WaitsFor waitsFor, DataStream<Fed> fed, List<FiledSequence> sequences) {
        KeyedStream<Candidate, String> keyed = fed.transform(
                        "time of sequences that wait for " + waitsFor,
                        TypeInformation.of(Candidate.class),
                        new SequenceTime())
                .uid(uids.time(waitsFor))
                .keyBy(new Key(), Types.STRING);
        SingleOutputStreamOperator<Candidate> shared = keyed.map(candidate -> candidate)
                .returns(TypeInformation.of(Candidate.class))
                .name("events of sequences that wait for " + waitsFor)
                .uid(uids.shared(waitsFor));
        for (FiledSequence each : sequences) {
            add(shared, each);
        }
    }

    /** A sequence and the file it was read from. */
    public record FiledSequence(Sequence sequence, RuleFile file) {}

    private void add(DataStream<Candidate> shared, FiledSequence filed) {
        Sequence sequence = filed.sequence();
        SequenceFile file = new SequenceFile(filed.file());
        String id = sequence.id();
        String digest = sequence.fileSha256();
        DataStream<Candidate> events =
                shared.filter(new OfSequence(id)).name("events of " + id).uid(uids.events(id, digest));
        if (sequence.isSingleEvent()) {
            matches.add(events.flatMap(new SingleEvent(file))
                    .returns(TypeInformation.of(MatchFinding.class))
                    .name("sequence " + id)
                    .uid(uids.sequence(id, digest)));
            return;
        }
        KeyedStream<Candidate, String> keyed =
                DataStreamUtils.reinterpretAsKeyedStream(events, new Key(), Types.STRING);
        SingleOutputStreamOperator<MatchFinding> found = keyed.transform(
                        "sequence " + id,
                        TypeInformation.of(MatchFinding.class),
                        operator(
                                file,
                                events.getType()
                                        .createSerializer(
                                                events.getExecutionConfig().getSerializerConfig())))
                .uid(uids.sequence(id, digest));
        matches.add(found);
        late.add(found.getSideOutput(LATE));
    }

    static CepOperator<Candidate, String, MatchFinding> operator(
            SequenceFile file, TypeSerializer<Candidate> serializer) {
        return new CepOperator<>(
                serializer,
                false,
                new SequenceAutomaton(file),
                new Order(),
                AfterMatchSkipStrategy.skipPastLastEvent(),
                new Matched(file),
                LATE);
    }

    private record OfSequence(String id) implements FilterFunction<Candidate> {
        @Override
        public boolean filter(Candidate candidate) {
            return candidate.sequence().equals(id);
        }
    }

    /** What was found, a stream a sequence. */
    public List<DataStream<MatchFinding>> matches() {
        return matches;
    }

    /** The events that came after their time, a stream a sequence; sequences of one event see them all the same. */
    public List<DataStream<Candidate>> late() {
        return late;
    }
}
