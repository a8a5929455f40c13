package io.countersign.launcher.replay;

import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is not reproduced, a line each. Nothing in it acts on a terminal. */
record Sentences(Evidence evidence, Findings findings) {

    private static final int LONGEST_WHY = 600;
    private static final String NOTHING = "nothing";

    /** A verdict. */
    String of(Result.Apart apart) throws IOException {
        Said said = evidence.said().get(apart.id());
        Said now = findings.last().get(apart.id());
        Said any = now == null ? said : now;
        if (any == null) {
            throw new IllegalStateException("a verdict of neither side: " + apart);
        }
        Verdict verdict = findings.verdict(any);
        String before = result(said);
        String after = result(now);
        String change = before.equals(after) ? before + ", otherwise" : before + " -> " + after;
        return apart.status().word() + "  " + verdict.time() + "  " + Shown.text(verdict.control()) + "  action "
                + Shown.text(verdict.actionId()) + " of " + Shown.text(verdict.source()) + " by "
                + Shown.text(verdict.identity()) + ": " + change + " (" + why(apart.why()) + ")";
    }

    private static String result(@Nullable Said said) {
        if (said == null) {
            return NOTHING;
        }
        return said.outcome() + (said.reason() == null ? "" : " " + said.reason());
    }

    /** A match. */
    String of(Result.MatchApart apart) {
        Match match = apart.match();
        return apart.status().word() + "  " + match.time() + "  " + Shown.text(match.sequence()) + "  match "
                + match.id() + " of " + Shown.text(match.key()) + ", events "
                + Shown.text(String.join(", ", match.events())) + " (" + why(apart.why()) + ")";
    }

    private static String why(Why why) {
        return Shown.text(why.text(), LONGEST_WHY);
    }
}
