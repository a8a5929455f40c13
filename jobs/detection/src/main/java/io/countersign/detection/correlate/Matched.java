package io.countersign.detection.correlate;

import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.SequenceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.util.Collector;

/** Says what flink-cep has found: the events of all steps, in the order in which they were taken. */
final class Matched extends PatternProcessFunction<Candidate, MatchFinding> {

    private static final long serialVersionUID = 1L;

    private final SequenceFile file;
    private transient CompiledSequence sequence;

    Matched(SequenceFile file) {
        this.file = file;
    }

    @Override
    public void open(OpenContext context) {
        sequence = file.compile();
    }

    @Override
    public void processMatch(Map<String, List<Candidate>> found, Context context, Collector<MatchFinding> out) {
        List<Candidate> taken = new ArrayList<>();
        found.values().forEach(taken::addAll);
        taken.sort(Candidate.ORDER);
        out.collect(finding(sequence, taken));
    }

    static MatchFinding finding(CompiledSequence sequence, List<Candidate> taken) {
        List<SequenceEvent> events = taken.stream().map(Candidate::event).toList();
        return new MatchFinding(
                sequence.match(taken.get(0).key(), events), sequence.sequence().card(), events);
    }
}
