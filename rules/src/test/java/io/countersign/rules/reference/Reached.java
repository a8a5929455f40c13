package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often a scenario meets each outcome, reason, note and tie of the page. */
public final class Reached {

    /** All there are in a bounded run, which is all but {@code BEFORE_RETENTION} (S3.7). */
    public static final List<String> EVERYTHING = """
            Change AUTHORISED
            Change EXCEPTION AFTER_END
            Change EXCEPTION AMBIGUOUS_IDENTITY
            Change EXCEPTION APPROVAL_STALE
            Change EXCEPTION BEFORE_START
            Change EXCEPTION CANCELLED
            Change EXCEPTION CLOSED
            Change EXCEPTION FROZEN
            Change EXCEPTION HUMAN_USE
            Change EXCEPTION NOT_APPROVED
            Change EXCEPTION NO_CHANGE
            Change EXCEPTION NO_WINDOW
            Change EXCEPTION RAISED_AFTER
            Change EXCEPTION REJECTED
            Change EXCEPTION SELF_APPROVED
            Change EXCEPTION WRONG_ENVIRONMENT
            Change EXCEPTION WRONG_IDENTITY
            Change EXCEPTION WRONG_OBJECT
            Change EXCEPTION WRONG_OPERATION
            Change EXCEPTION WRONG_SYSTEM
            Change INDETERMINATE SOURCE_INCOMPLETE
            Change RATIFIED AFTER_END
            Change RATIFIED NOT_APPROVED
            Change RATIFIED RAISED_AFTER
            Credential AUTHORISED
            Credential EXCEPTION AMBIGUOUS_IDENTITY
            Credential EXCEPTION CREDENTIAL_MISUSED
            Credential EXCEPTION CREDENTIAL_REVOKED
            Credential EXCEPTION NOT_VAULTED
            Credential EXCEPTION NO_CREDENTIAL
            Credential EXCEPTION ROTATION_OVERDUE
            Credential EXCEPTION UNKNOWN_CREDENTIAL
            Credential INDETERMINATE SOURCE_INCOMPLETE
            Entitlement AUTHORISED
            Entitlement EXCEPTION AMBIGUOUS_IDENTITY
            Entitlement EXCEPTION ENTITLEMENT_EXPIRED
            Entitlement EXCEPTION IDENTITY_RETIRED
            Entitlement EXCEPTION NOT_APPROVED
            Entitlement EXCEPTION NO_ENTITLEMENT
            Entitlement EXCEPTION NO_OWNER
            Entitlement EXCEPTION REVIEW_OVERDUE
            Entitlement EXCEPTION SELF_APPROVED
            Entitlement EXCEPTION UNKNOWN_IDENTITY
            Entitlement EXCEPTION WRONG_ENVIRONMENT
            Entitlement EXCEPTION WRONG_OPERATION
            Entitlement INDETERMINATE SOURCE_INCOMPLETE
            Recording AUTHORISED
            Recording EXCEPTION NOT_RECORDED
            Recording EXCEPTION NO_SESSION
            Recording EXCEPTION RECORDING_FAILED
            Recording EXCEPTION RECORDING_GAP
            Recording INDETERMINATE SOURCE_INCOMPLETE
            approval: last in the list
            approval: latest
            candidate 7 NOT_APPROVED
            candidate 8 NOT_APPROVED
            candidates: truncated
            covering: change_ref
            covering: id
            covering: narrowest
            covering: quorum
            current version: hash
            current version: recorded_at
            current version: version
            identity: ambiguous exact alias
            identity: ambiguous longest glob
            identity: exact alias
            identity: id
            identity: longest glob
            nearest: change_ref
            nearest: distance
            nearest: id
            nearest: rung
            note ASSUMED_COMPLETE
            note ATTEMPT
            note IDENTITY_RETIRED
            note REGISTER_CONFLICT
            note SOURCE_INCOMPLETE
            note UNKNOWN_CHANGE_REF
            note UNKNOWN_IDENTITY
            note UNKNOWN_KIND
            population: duplicates
            population: id_conflicts
            quarantine BAD_INTERVAL
            quarantine BAD_TIME
            quarantine DUPLICATE_KEY
            quarantine EMPTY
            quarantine MISSING_FIELD
            quarantine NOT_JSON
            quarantine NOT_UTF8
            quarantine NUMBER_RANGE
            quarantine TIME_OUT_OF_RANGE
            quarantine TOO_DEEP
            quarantine TOO_LARGE
            quarantine TRAILING_CONTENT
            quarantine UNKNOWN_TYPE
            quarantine WRONG_TYPE
            ratification: earliest
            ratification: id
            revision 1
            revision 2
            revision 2: candidates
            revision 2: change
            revision 2: nearest
            revision 2: notes
            revision 2: off_by
            revision 2: outcome
            revision 2: ratified_at
            revision 2: reason
            verdicts: action_id
            verdicts: control
            verdicts: id
            verdicts: source
            verdicts: time
            """.lines().toList();

    private final Map<String, Integer> times = new TreeMap<>();
    private final List<ObjectNode> verdicts;

    private Reached(Scenario scenario) {
        ReferenceJudge judge = new ReferenceJudge(scenario, this::reach);
        verdicts = judge.verdicts();
        Map<String, String> kinds =
                scenario.specs().stream().collect(Collectors.toMap(ControlSpec::id, spec -> kind(spec.require())));
        verdicts.forEach(verdict -> count(kinds.get(verdict.path("control").asText()), verdict));
        scenario.unreadable().forEach(line -> reach("quarantine " + line.reason()));
        judge.population(Map.of()).path("sources").forEach(source -> {
            reach("population: duplicates", source.path("duplicates").asInt());
            reach("population: id_conflicts", source.path("id_conflicts").asInt());
        });
    }

    /** Judges the scenario. */
    public static Reached by(Scenario scenario) {
        return new Reached(scenario);
    }

    /** How often it met each. */
    public Map<String, Integer> times() {
        return times;
    }

    /** The reference's verdicts on it, in the order of S8. */
    public List<ObjectNode> verdicts() {
        return verdicts;
    }

    private void count(String kind, JsonNode verdict) {
        String reason = verdict.path("reason").isNull()
                ? ""
                : " " + verdict.path("reason").asText();
        reach(kind + " " + verdict.path("outcome").asText() + reason);
        reach("revision " + verdict.path("revision").asInt());
        verdict.path("notes").forEach(note -> reach("note " + note.asText().replaceAll(":.*", "")));
        verdict.path("candidates")
                .forEach(
                        candidate -> reach("candidate " + candidate.path("rung").asText() + " "
                                + candidate.path("reason").asText()));
    }

    private void reach(String what) {
        reach(what, 1);
    }

    private void reach(String what, int more) {
        times.merge(what, more, Integer::sum);
    }

    private static String kind(Requirement require) {
        return require.getClass().getSimpleName().replace("Requirement", "");
    }
}
