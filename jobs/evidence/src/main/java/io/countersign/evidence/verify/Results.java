package io.countersign.evidence.verify;

import io.countersign.evidence.log.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of controls and sequences, and whether their lines are there. In a log that follows another, the account of
 * number 0 is what the other one ended with: the lines are those that lead from there to the newest. Used by one thread,
 * once.
 */
final class Results {

    /** The newest account of something, and whether all before it are there. */
    private static final class Newest<T> {

        private final Chain chain = new Chain();
        private int epoch;
        private long n;
        private @Nullable T account;
        private int forwardEpoch;
        private @Nullable T forward;

        void take(int newEpoch, long newN, T given) {
            if (newN > 0) {
                chain.add(newEpoch, newN);
            } else if (newEpoch > forwardEpoch) {
                forwardEpoch = newEpoch;
                forward = given;
            }
            if (newEpoch > epoch || (newEpoch == epoch && newN > n)) {
                epoch = newEpoch;
                n = newN;
                account = given;
            }
        }
    }

    private final Problems problems;
    private final Map<String, Newest<Account.ControlTotals>> controls = new TreeMap<>();
    private final Map<String, Newest<Account.SequenceTotals>> sequences = new TreeMap<>();

    Results(Problems problems) {
        this.problems = problems;
    }

    /** Takes an account. */
    void take(Segment segment, long line, Account account) {
        if (account instanceof Account.ControlTotals control) {
            long sum = control.authorised()
                    + control.ratified()
                    + control.exception()
                    + control.indeterminate()
                    + control.pending();
            if (sum != control.selected()) {
                problems.add(new Problem(
                        Code.SOURCE_ACCOUNTING,
                        segment.path(),
                        line,
                        "control " + control.name() + " has selected " + control.selected() + ", but accounts for "
                                + sum));
            }
            controls.computeIfAbsent(control.name(), each -> new Newest<>())
                    .take(segment.epoch(), control.n(), control);
        } else if (account instanceof Account.SequenceTotals sequence) {
            sequences
                    .computeIfAbsent(sequence.name(), each -> new Newest<>())
                    .take(segment.epoch(), sequence.n(), sequence);
        }
    }

    /** Compares with the lines there are. */
    void end(Map<Contribution, Long> lines, Lost lost) {
        chains(lost);
        TreeSet<String> names = new TreeSet<>(controls.keySet());
        TreeSet<String> matched = new TreeSet<>(sequences.keySet());
        lines.keySet().forEach(each -> {
            if (each.kind() == Contribution.Kind.VERDICT) {
                names.add(each.name());
            } else if (each.kind() == Contribution.Kind.MATCH) {
                matched.add(each.name());
            }
        });
        controls.forEach((name, newest) -> {
            Account.ControlTotals forward = newest.forward;
            if (forward != null) {
                broughtForward(
                        "control " + name,
                        forward.selected() + " selected, " + forward.authorised() + " authorised, " + forward.ratified()
                                + " ratified, " + forward.exception() + " exception, " + forward.indeterminate()
                                + " indeterminate, " + forward.pending() + " pending");
            }
        });
        sequences.forEach((name, newest) -> {
            if (newest.forward != null) {
                broughtForward("sequence " + name, newest.forward.matches() + " matches");
            }
        });
        if (!lost.hasAccounts()) {
            names.forEach(name -> control(name, lines, lost));
            matched.forEach(name -> sequence(name, lines, lost));
        }
    }

    private void broughtForward(String what, String totals) {
        problems.add(Code.BROUGHT_FORWARD, what, "begins with " + totals + ", as the log before must end");
    }

    private void chains(Lost lost) {
        if (lost.hasAccounts()) {
            return;
        }
        controls.forEach((name, newest) -> newest.chain
                .holes()
                .forEach(each -> problems.add(Code.SOURCE_ACCOUNTING, "control " + name, "of its accounts, " + each)));
        sequences.forEach((name, newest) -> newest.chain
                .holes()
                .forEach(each -> problems.add(Code.SOURCE_ACCOUNTING, "sequence " + name, "of its accounts, " + each)));
    }

    private void control(String name, Map<Contribution, Long> lines, Lost lost) {
        Newest<Account.ControlTotals> newest = controls.get(name);
        Account.ControlTotals totals = totals(name, newest == null ? null : newest.account);
        Account.ControlTotals forward = totals(name, newest == null ? null : newest.forward);
        long judged = 0;
        Map<String, Long> outcomes = new TreeMap<>();
        for (Map.Entry<Contribution, Long> each : lines.entrySet()) {
            Contribution line = each.getKey();
            if (line.kind() == Contribution.Kind.VERDICT && line.name().equals(name)) {
                judged += line.first() ? each.getValue() : 0;
                outcomes.merge(String.valueOf(line.outcome()), each.getValue(), Long::sum);
                if (line.previous() != null) {
                    outcomes.merge(line.previous(), -each.getValue(), Long::sum);
                }
            }
        }
        long slack = lost.of(Contribution.Kind.VERDICT);
        List<String> wrong = new ArrayList<>();
        compare(wrong, "judged", totals.judged() - forward.judged(), judged, slack);
        BiConsumer<String, ToLongFunction<Account.ControlTotals>> outcome = (what, of) -> compare(
                wrong,
                what,
                of.applyAsLong(totals) - of.applyAsLong(forward),
                outcomes.getOrDefault(what.toUpperCase(Locale.ROOT), 0L),
                slack);
        outcome.accept("authorised", Account.ControlTotals::authorised);
        outcome.accept("ratified", Account.ControlTotals::ratified);
        outcome.accept("exception", Account.ControlTotals::exception);
        outcome.accept("indeterminate", Account.ControlTotals::indeterminate);
        if (!wrong.isEmpty()) {
            problems.add(Code.SOURCE_ACCOUNTING, "control " + name, String.join("; ", wrong));
        }
    }

    private static Account.ControlTotals totals(String name, Account.@Nullable ControlTotals given) {
        return given == null ? new Account.ControlTotals(0, name, 0, 0, 0, 0, 0, 0) : given;
    }

    private static void compare(List<String> wrong, String what, long accounted, long there, long slack) {
        if (Math.abs(accounted - there) > slack) {
            wrong.add("the accounts have " + accounted + " " + what + ", the verdicts come to " + there);
        }
    }

    private void sequence(String name, Map<Contribution, Long> lines, Lost lost) {
        Newest<Account.SequenceTotals> newest = sequences.get(name);
        long accounted = newest == null ? 0 : matches(newest.account) - matches(newest.forward);
        long there = 0;
        for (Map.Entry<Contribution, Long> each : lines.entrySet()) {
            if (each.getKey().kind() == Contribution.Kind.MATCH
                    && each.getKey().name().equals(name)) {
                there += each.getValue();
            }
        }
        if (accounted != there && !lost.explains(Contribution.Kind.MATCH, accounted - there)) {
            problems.add(
                    Code.SOURCE_ACCOUNTING,
                    "sequence " + name,
                    "the accounts have " + accounted + " matches, the evidence has " + there);
        }
    }

    private static long matches(Account.@Nullable SequenceTotals given) {
        return given == null ? 0 : given.matches();
    }
}
