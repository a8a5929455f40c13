package io.countersign.detection.evidence;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.LineWriter;
import java.util.ArrayList;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives each line the next place of its lane. Its state is one number for each lane of the log, which lives as long as the
 * log: parallelism may change, lanes never do (E4).
 */
final class LaneNumbers extends KeyedProcessFunction<Integer, EvidenceRecord, NumberedLine> {

    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<End> ENDS =
            new ValueStateDescriptor<>("lane-ends", TypeInformation.of(End.class));

    private final String log;
    private final int lanes;
    private final int epoch;
    private final ArrayList<Long> starts;

    private transient ValueState<End> ends;

    /** For a log. */
    LaneNumbers(EvidenceTarget target) {
        log = target.log();
        lanes = target.lanes();
        epoch = target.epoch();
        starts = new ArrayList<>(target.starts());
    }

    /**
     * Where a lane ends.
     *
     * @param log the name of the log that it is a lane of
     * @param epoch the one its last line is of
     * @param next the place of the next line
     */
    public record End(String log, int epoch, long next) {}

    @Override
    public void open(OpenContext context) {
        ends = getRuntimeContext().getState(ENDS);
    }

    /**
     * The state of an older epoch says nothing of where the log ended when this one began, and that of another log, of the
     * fiscal year before, nothing at all.
     */
    @Override
    public void processElement(EvidenceRecord evidence, Context context, Collector<NumberedLine> out) throws Exception {
        int lane = evidence.lane(lanes);
        End end = ends.value();
        boolean goesOn = end != null && log.equals(end.log()) && end.epoch() == epoch;
        long seq = goesOn ? end.next() : starts.get(lane);
        ends.update(new End(log, epoch, seq + 1));
        LineWriter.Written written = LineWriter.write(evidence, epoch, seq);
        out.collect(
                new NumberedLine(lane, seq, evidence.type(), evidence.timeMillis(), written.line(), written.apart()));
    }
}
