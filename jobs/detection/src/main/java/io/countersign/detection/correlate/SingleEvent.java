package io.countersign.detection.correlate;

import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** A sequence of one event: each is a match by itself, however late it comes. There is no beginning to be ended. */
final class SingleEvent extends RichFlatMapFunction<Candidate, MatchFinding> {

    private static final long serialVersionUID = 1L;

    private final SequenceFile file;
    private transient CompiledSequence sequence;

    SingleEvent(SequenceFile file) {
        this.file = file;
    }

    @Override
    public void open(OpenContext context) {
        sequence = file.compile();
    }

    @Override
    public void flatMap(Candidate candidate, Collector<MatchFinding> out) {
        if (sequence.holds(0, candidate, step -> null)) {
            out.collect(Matched.finding(sequence, List.of(candidate)));
        }
    }
}
