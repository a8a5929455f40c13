package io.countersign.launcher.replay;

import io.countersign.schemas.record.Match;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a replay comes to.
 *
 * @param verdicts how many verdicts stand how
 * @param matches how many matches stand how
 * @param apart the verdicts that are not reproduced, by time
 * @param matchesApart the matches that are not reproduced, by time
 */
record Result(Map<Status, Long> verdicts, Map<Status, Long> matches, List<Apart> apart, List<MatchApart> matchesApart) {

    Result {
        verdicts = new EnumMap<>(verdicts);
        matches = new EnumMap<>(matches);
        apart = List.copyOf(apart);
        matchesApart = List.copyOf(matchesApart);
    }

    /** A verdict that is not reproduced. */
    record Apart(Status status, Digits id, Why why) {}

    /** A match that is not reproduced. */
    record MatchApart(Status status, Match match, Why why) {}

    long count(Status status) {
        return verdicts.getOrDefault(status, 0L);
    }

    long countOfMatches(Status status) {
        return matches.getOrDefault(status, 0L);
    }

    /** How many differences there are. */
    long differences() {
        long differences = 0;
        for (Status status : Status.values()) {
            differences += status.isDifference() ? count(status) + countOfMatches(status) : 0;
        }
        return differences;
    }
}
