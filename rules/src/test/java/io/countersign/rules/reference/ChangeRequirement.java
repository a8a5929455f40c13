package io.countersign.rules.reference;

import io.countersign.rules.reference.Ranking.TieBreak;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code require.change}: an authorised change covers the action (S4). */
record ChangeRequirement(List<String> sources, int minApprovers, Duration ratifyWithin, Duration horizon)
        implements Requirement {

    private static final int MAX_CANDIDATES = 20;

    /** A change that, judged at {@code at}, ratifies an exception (S4.5). */
    private record Ratification(String change, long at) {
        static final Ranking<Ratification> EARLIEST = new Ranking<>(List.of(
                new TieBreak<>("ratification: earliest", Comparator.comparing(Ratification::at)),
                new TieBreak<>("ratification: id", Comparator.comparing(Ratification::change, CodePoints.ORDER))));
    }

    @Override
    public List<Finding> judge(Subject subject, long completeThrough) {
        if (subject.who().ambiguous()) {
            return List.of(Finding.exception("AMBIGUOUS_IDENTITY"));
        }
        if (subject.kind().equals("human")
                || Fields.at(subject.action(), "interactive").asBoolean()) {
            return List.of(Finding.exception("HUMAN_USE"));
        }
        Ladder ladder = new Ladder(subject, this);
        long t = subject.t();
        List<Standing> atTime = standings(subject, ladder, t);
        if (atTime.stream().anyMatch(Standing::covers)) {
            return List.of(authorised(subject, atTime));
        }
        long k = Math.min(t + ratifyWithin.toMillis(), completeThrough);
        Finding exception = exception(subject, standings(subject, ladder, k));
        Finding last = ratification(subject, ladder, k)
                .map(ratification -> ratified(subject, exception, ratification))
                .orElse(exception);
        return List.of(exception(subject, atTime), last);
    }

    /** How the changes first recorded by {@code knownBy} stand for the action; all are judged at its time. */
    private static List<Standing> standings(Subject subject, Ladder ladder, long knownBy) {
        return subject.register().ids("change").stream()
                .filter(id -> !subject.register().visible("change", id, knownBy).isEmpty())
                .flatMap(id -> ladder.judge(id, subject.t()).stream())
                .toList();
    }

    private static Finding authorised(Subject subject, List<Standing> standings) {
        Standing best = Standing.best(subject.text("change_ref"))
                .first(standings.stream().filter(Standing::covers).toList(), subject.register()::decided)
                .orElseThrow();
        return new Finding(
                "AUTHORISED",
                Optional.empty(),
                Optional.of(best.change()),
                Optional.empty(),
                Optional.empty(),
                notes(subject, standings, Optional.of(best)),
                candidates(subject, standings));
    }

    private static Finding exception(Subject subject, List<Standing> standings) {
        Optional<Standing> nearest = Standing.nearest(subject.text("change_ref"))
                .first(eligible(subject, standings), subject.register()::decided);
        return new Finding(
                "EXCEPTION",
                Optional.of(nearest.map(Standing::reason).orElse("NO_CHANGE")),
                Optional.empty(),
                nearest,
                Optional.empty(),
                notes(subject, standings, nearest),
                candidates(subject, standings));
    }

    private static Finding ratified(Subject subject, Finding exception, Ratification by) {
        Set<String> notes = new HashSet<>(exception.notes());
        if (subject.register().conflicted("change", by.change(), by.at())) {
            notes.add(Finding.CONFLICT);
        }
        return new Finding(
                "RATIFIED",
                exception.reason(),
                Optional.of(by.change()),
                exception.nearest(),
                Optional.of(by.at()),
                notes,
                exception.candidates());
    }

    private static Optional<Ratification> ratification(Subject subject, Ladder ladder, long k) {
        List<Ratification> all = subject.register().ids("change").stream()
                .flatMap(id -> instants(subject.register().versions("change", id))
                        .filter(r -> subject.t() < r && r <= k)
                        .filter(r -> ladder.judge(id, r)
                                .filter(standing -> standing.covers() && standing.isEmergency())
                                .isPresent())
                        .map(r -> new Ratification(id, r)))
                .distinct()
                .toList();
        return Ratification.EARLIEST.first(all, subject.register()::decided);
    }

    /** Every instant at which something about a change may have come to be true. */
    private static Stream<Long> instants(Collection<Version> versions) {
        return versions.stream()
                .flatMap(version -> Stream.concat(
                        Stream.of(version.recordedAt()),
                        Fields.items(version.node(), "approvals")
                                .map(decision -> Fields.requiredMillis(decision, "at"))));
    }

    /** The candidates of S4.4, and the referenced change even where it fails rung 1. */
    private static List<Standing> eligible(Subject subject, List<Standing> standings) {
        return standings.stream()
                .filter(standing -> standing.rung() > 1 || isReferenced(subject, standing))
                .toList();
    }

    private static List<Standing> candidates(Subject subject, List<Standing> standings) {
        List<Standing> eligible = eligible(subject, standings);
        if (eligible.size() > MAX_CANDIDATES) {
            subject.register().decided("candidates: truncated");
        }
        return eligible.stream()
                .sorted(Standing.nearest(subject.text("change_ref")).comparator())
                .limit(MAX_CANDIDATES)
                .toList();
    }

    private static Set<String> notes(Subject subject, List<Standing> standings, Optional<Standing> used) {
        Set<String> notes = new HashSet<>();
        if (subject.text("change_ref").isPresent()
                && standings.stream().noneMatch(standing -> isReferenced(subject, standing))) {
            notes.add("UNKNOWN_CHANGE_REF");
        }
        if (used.filter(standing -> subject.register().conflicted("change", standing.change(), subject.t()))
                .isPresent()) {
            notes.add(Finding.CONFLICT);
        }
        return notes;
    }

    private static boolean isReferenced(Subject subject, Standing standing) {
        return subject.text("change_ref").filter(standing.change()::equals).isPresent();
    }
}
