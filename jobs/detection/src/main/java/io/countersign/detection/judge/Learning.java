package io.countersign.detection.judge;

import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.TallyBook;
import io.countersign.rules.catalog.Control;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a judge learns the register. Every subtask learns all of it; the first counts, and tells the log. */
final class Learning {

    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);

    private final RegisterState register;
    private final SequenceFeed feed;

    /** Those that the controls in force trust. */
    private final Set<String> sources;

    private final TallyBook book;
    private final Witness evidence;
    private final boolean bounded;
    private final boolean first;
    private final Counter lateRegister = new SimpleCounter();
    private final Counter lowerMarks = new SimpleCounter();

    /**
     * Of one subtask.
     *
     * @param controls those in force
     * @param bounded whether nothing is late, because nothing is judged before all input has ended
     * @param first whether it is the first subtask
     */
    Learning(
            RegisterState register,
            SequenceFeed feed,
            List<Control> controls,
            TallyBook book,
            Witness evidence,
            boolean bounded,
            boolean first) {
        this.register = register;
        this.feed = feed;
        sources = new TreeSet<>();
        controls.forEach(control -> sources.addAll(control.requirement().sources()));
        this.book = book;
        this.evidence = evidence;
        this.bounded = bounded;
        this.first = first;
    }

    /** Makes its counts metrics. */
    void expose(MetricGroup metrics) {
        metrics.counter("late_register", lateRegister);
        metrics.counter("lower_marks", lowerMarks);
    }

    /** Takes what a register topic has. */
    void take(RegisterEvent event, long nowMillis) throws Exception {
        if (event.caughtUp() != null) {
            caughtUp(event.caughtUp());
        } else if (event.canonicalJson() != null) {
            learn(event.canonicalJson(), event.raw(), nowMillis);
        }
    }

    private void caughtUp(String partition) throws Exception {
        CompletenessState completeness = register.completeness();
        if (completeness.isReady()) {
            return;
        }
        completeness.caughtUp(partition);
        if (first) {
            LOG.info("Register partition {} has been read up to where it ended at the start.", partition);
            if (completeness.isReady()) {
                LOG.info(
                        "The register has been read: {} versions. Settling begins.",
                        register.register().size());
                sources.forEach(source -> LOG.info("Source {} {}.", source, completeness.describe(source)));
            }
        }
    }

    private void learn(String canonicalJson, @Nullable RawReference raw, long nowMillis) throws Exception {
        CanonicalRecord learnt = RegisterState.read(canonicalJson);
        CompletenessState completeness = register.completeness();
        if (learnt instanceof Mark mark) {
            if (completeness.isLower(mark)) {
                count(lowerMarks);
            }
            completeness.mark(mark);
            countRead(mark.source(), "marks");
            bearWitness(mark, raw, true);
        } else if (learnt instanceof RegisterRecord version) {
            Instant through = completeness.through(version.source());
            boolean late = !bounded && !version.recordedAt().isAfter(through);
            boolean added = register.add(version, canonicalJson, late ? through : null);
            completeness.delivered(version, nowMillis);
            countRead(version.source(), added ? "register" : "duplicates");
            bearWitness(version, raw, added);
            if (added) {
                feed.learnt(version);
            }
            if (added && late) {
                count(lateRegister);
                if (first) {
                    book.source(version.source(), "late_register", null);
                }
            }
        }
    }

    private void bearWitness(CanonicalRecord learnt, @Nullable RawReference raw, boolean isNew) {
        if (first && isNew) {
            evidence.learnt(learnt, raw);
        } else if (first) {
            evidence.account(raw, "duplicates");
        }
    }

    private void count(Counter counter) {
        if (first) {
            counter.inc();
        }
    }

    private void countRead(String source, String term) {
        if (first) {
            book.source(source, "read", null);
            book.source(source, term, null);
        }
    }
}
