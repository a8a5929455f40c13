package io.countersign.rules.bounded;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.CompiledOnce;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.expression.Expression;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.rules.judge.Judge;
import io.countersign.rules.judge.Selection;
import io.countersign.rules.register.Completeness;
import io.countersign.rules.register.Register;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A bounded run (S4.6, last sentence) without Flink: all records first, then every verdict's last revision. */
public final class BoundedJudgement {

    private final Register register = new Register();
    private final Completeness completeness;
    private final Map<String, Action> actions = new TreeMap<>();

    private BoundedJudgement(Map<String, Completeness.Mode> modes) {
        completeness = new Completeness(modes, Duration.ofMinutes(5));
    }

    /** The last revision of each verdict, by id. */
    public static Map<String, Verdict> of(
            Iterable<? extends CanonicalRecord> records, Map<String, Completeness.Mode> modes, Catalog catalog)
            throws InvalidExpressionException {
        BoundedJudgement run = new BoundedJudgement(modes);
        for (CanonicalRecord each : records) {
            run.learn(each);
        }
        run.completeness.endOfInput();
        return run.judge(catalog);
    }

    private void learn(CanonicalRecord each) {
        if (each instanceof Action action) {
            actions.put(Codec.contentSha256(action), action);
        } else if (each instanceof Mark mark) {
            completeness.mark(mark.source(), mark.completeThrough());
        } else if (each instanceof RegisterRecord version) {
            register.add(version, null);
            completeness.delivered(version.source(), version.recordedAt());
        }
    }

    private Map<String, Verdict> judge(Catalog catalog) throws InvalidExpressionException {
        Judge judge = new Judge(register, catalog.digest());
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (Control control : catalog.controls()) {
            Expression select = CompiledOnce.expression(control.select());
            for (Map.Entry<String, Action> entry : actions.entrySet()) {
                if (select.test(entry.getValue())) {
                    Verdict verdict = judge(judge, new Selection(control, entry.getValue(), entry.getKey()));
                    verdicts.put(verdict.id(), verdict);
                }
            }
        }
        return verdicts;
    }

    private Verdict judge(Judge judge, Selection selection) {
        Set<String> sources = selection.control().requirement().sources();
        Set<String> silent = completeness.silent(sources, selection.settlesAt());
        if (!silent.isEmpty()) {
            return judge.incomplete(selection, silent);
        }
        boolean assumed = completeness.isAssumed(sources);
        Verdict first = judge.settle(selection, assumed);
        if (!Judge.isOpen(selection, first)) {
            return first;
        }
        Verdict last = judge.finish(selection, completeness.through(sources), assumed);
        return last.sameFinding(first) ? first : last.withRevision(2);
    }
}
