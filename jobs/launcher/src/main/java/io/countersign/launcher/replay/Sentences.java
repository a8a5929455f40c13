package io.countersign.launcher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is not reproduced, a line each. Nothing in it acts on a terminal. */
record Sentences(Evidence evidence, Findings findings) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What differs whatever was found. */
    private static final Set<String> NO_FINDING = Set.of("revision", "rules_digest");

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
        String change =
                before.equals(after) ? before + ", with other " + otherMembers(said, now) : before + " -> " + after;
        return apart.status().word() + "  " + verdict.time() + "  " + Shown.text(verdict.control()) + "  action "
                + Shown.text(verdict.actionId()) + " of " + Shown.text(verdict.source()) + " by "
                + Shown.text(verdict.identity()) + ": " + change + " (" + why(apart.why()) + ")";
    }

    /** The members that differ where the result does not. */
    private String otherMembers(@Nullable Said said, @Nullable Said now) throws IOException {
        if (said == null || now == null) {
            return NOTHING;
        }
        JsonNode before = JSON.readTree(Codec.write(findings.verdict(said)));
        JsonNode after = JSON.readTree(Codec.write(findings.verdict(now)));
        List<String> members = new ArrayList<>();
        after.fieldNames().forEachRemaining(member -> {
            if (!NO_FINDING.contains(member) && !after.path(member).equals(before.path(member))) {
                members.add(member);
            }
        });
        return members.isEmpty() ? "rules_digest" : String.join(", ", members);
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
