package io.countersign.detection.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sums up what is counted until it is handed on, so that counting costs no record for each event. */
public final class TallyBook {

    private final Map<Tally, long[]> sums = new HashMap<>();

    /** Counts one for a source. */
    public void source(String name, String term, @Nullable String reason) {
        add(new Tally(Tally.Subject.SOURCE, name, term, reason, 0), 1);
    }

    /** Counts for a control; negative where a verdict moves to another outcome. */
    public void control(String name, String term, long count) {
        add(new Tally(Tally.Subject.CONTROL, name, term, null, 0), count);
    }

    /** Counts what was counted elsewhere. */
    public void add(Tally tally) {
        add(new Tally(tally.subject(), tally.name(), tally.term(), tally.reason(), 0), tally.count());
    }

    private void add(Tally key, long count) {
        sums.computeIfAbsent(key, unused -> new long[1])[0] += count;
    }

    /** Hands on every sum that is not zero and starts again. */
    public void drain(Consumer<Tally> to) {
        sums.forEach((key, sum) -> {
            if (sum[0] != 0) {
                to.accept(new Tally(key.subject(), key.name(), key.term(), key.reason(), sum[0]));
            }
        });
        sums.clear();
    }
}
