package io.countersign.detection.correlate;

import io.countersign.detection.judge.Fed;
import io.countersign.rules.sequence.Candidate;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Makes the time that sequences live by of what they are fed. No other watermark passes, and none is idle: only the judge
 * knows what has been handed on, and the end of the input is not the end of what may happen (S4.6).
 */
final class SequenceTime extends AbstractStreamOperator<Candidate> implements OneInputStreamOperator<Fed, Candidate> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<Fed> element) {
        Fed fed = element.getValue();
        if (fed.candidate() != null) {
            output.collect(
                    new StreamRecord<>(fed.candidate(), fed.candidate().event().timeMillis()));
        } else if (fed.throughMillis() != null) {
            output.emitWatermark(new Watermark(fed.throughMillis()));
        }
    }

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}
}
