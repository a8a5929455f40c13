package io.countersign.launcher.replay;

import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Shown;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tells people, or programs, what a replay came to. */
record ReplayReport(Replay replay, Result result) {

    /** How many differences are told; the others are counted. */
    private static final int MOST_LINES = 100;

    private static final int DIGITS_OF_DIGEST = 12;

    /** Prints a short table and a line for each difference. */
    void print(PrintWriter out) throws IOException {
        String logs = replay.logs().stream()
                .map(log -> Shown.text(log.name()) + ", " + log.size() + " leaves")
                .collect(Collectors.joining("; "));
        out.printf(
                "Log %s, from %s to %s%n",
                logs, replay.period().from(), replay.period().to());
        if (replay.runs().size() > 1) {
            out.printf(
                    "The period was judged under %d rule sets: %s; each verdict is judged again under its own.%n",
                    replay.runs().size(), String.join(", ", digests()));
        }
        out.printf("%-12s %9s %9s%n", "", "verdicts", "matches");
        for (Status status : Status.values()) {
            out.printf("%-12s %9d %9d%n", status.word(), result.count(status), result.countOfMatches(status));
        }
        List<String> lines = lines();
        lines.forEach(out::println);
        if (lines.size() < result.differences()) {
            out.println("and " + (result.differences() - lines.size()) + " more, which --out writes");
        }
    }

    private List<String> digests() {
        return replay.runs().values().stream()
                .map(rules -> rules.digest().substring(0, DIGITS_OF_DIGEST))
                .toList();
    }

    private List<String> lines() throws IOException {
        Sentences sentences = new Sentences(replay.evidence(), replay.findings());
        List<String> lines = new ArrayList<>();
        for (Result.Apart apart : result.apart()) {
            if (apart.status().isDifference() && lines.size() < MOST_LINES) {
                lines.add(sentences.of(apart));
            }
        }
        for (Result.MatchApart apart : result.matchesApart()) {
            if (apart.status().isDifference() && lines.size() < MOST_LINES) {
                lines.add(sentences.of(apart));
            }
        }
        return lines;
    }

    /** One JSON object. */
    String json() throws IOException {
        List<String> lines = lines();
        byte[] json = JsonWriter.forReaders()
                .object(all -> all.objects(
                                "logs",
                                replay.logs(),
                                (log, each) -> each.member("log", log.name()).member("size", log.size()))
                        .member("from", replay.period().from())
                        .member("to", replay.period().to())
                        .member("actions", replay.evidence().fedActions())
                        .strings(
                                "rules_digests",
                                replay.runs().values().stream()
                                        .map(RuleSet::digest)
                                        .toList())
                        .member("verdicts", each -> {
                            for (Status status : Status.values()) {
                                each.member(status.word(), result.count(status));
                            }
                        })
                        .member("matches", each -> {
                            for (Status status : Status.values()) {
                                each.member(status.word(), result.countOfMatches(status));
                            }
                        })
                        .strings("differences", lines))
                .toBytes();
        return new String(json, StandardCharsets.UTF_8);
    }
}
