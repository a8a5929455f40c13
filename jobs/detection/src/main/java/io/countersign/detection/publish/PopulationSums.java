package io.countersign.detection.publish;

import io.countersign.detection.ingest.Tally;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sums up tallies for each source and control. Its state holds a number for each term and reason, both of which are
 * fixed vocabularies, and so grows with the number of sources and controls only.
 */
public final class PopulationSums extends KeyedProcessFunction<String, Tally, PopulationTotal> {

    private static final long serialVersionUID = 1L;
    private static final MapStateDescriptor<String, Long> SUMS =
            new MapStateDescriptor<>("sums", Types.STRING, Types.LONG);

    private transient MapState<String, Long> sums;

    /** Sums that start at nothing. */
    public PopulationSums() {}

    /** The key: subject and name. */
    public static String keyOf(Tally tally) {
        return tally.subject().name().toLowerCase(Locale.ROOT) + "/" + tally.name();
    }

    @Override
    public void open(OpenContext context) {
        sums = getRuntimeContext().getMapState(SUMS);
    }

    @Override
    public void processElement(Tally tally, Context context, Collector<PopulationTotal> out) throws Exception {
        String term = tally.reason() == null ? tally.term() : tally.term() + "/" + tally.reason();
        Long sum = sums.get(term);
        sums.put(term, (sum == null ? 0 : sum) + tally.count());
        Map<String, Long> terms = new HashMap<>();
        for (Map.Entry<String, Long> entry : sums.entries()) {
            terms.put(entry.getKey(), entry.getValue());
        }
        out.collect(new PopulationTotal(tally.subject().name().toLowerCase(Locale.ROOT), tally.name(), terms));
    }
}
