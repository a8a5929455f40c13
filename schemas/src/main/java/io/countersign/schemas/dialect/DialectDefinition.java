package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dialect's file, compiled.
 *
 * @param name the dialect's name
 * @param source the source its records are from
 * @param recordType {@code action} or {@code change}
 * @param paths all the paths it wants
 * @param envelopes members of a message that hold events
 * @param marks paths of a poll envelope's source and completeness; empty where there are none
 * @param present paths that every event has, by their text
 * @param refusals when an event cannot be trusted, and why
 * @param noActions when an event is no action, and why
 * @param scopeFields what the scope file can match, by name
 * @param fields where each field of the record comes from
 * @param approvals how approvals are read; null where there are none
 * @param timeFormat how times are written
 * @param skew which times a record can have
 */
record DialectDefinition(
        String name,
        String source,
        String recordType,
        PathTree paths,
        Set<String> envelopes,
        List<Integer> marks,
        Map<String, Integer> present,
        List<Refusal> refusals,
        List<NoAction> noActions,
        Map<String, FieldRule> scopeFields,
        Map<String, FieldRule> fields,
        @Nullable Approvals approvals,
        TimeFormat timeFormat,
        Skew skew) {

    DialectDefinition {
        envelopes = Set.copyOf(envelopes);
        marks = List.copyOf(marks);
        present = Collections.unmodifiableMap(new LinkedHashMap<>(present));
        refusals = List.copyOf(refusals);
        noActions = List.copyOf(noActions);
        scopeFields = Map.copyOf(scopeFields);
        fields = Map.copyOf(fields);
    }

    /** Why an event is no action. */
    record NoAction(String reason, List<Condition> when) {

        NoAction {
            when = List.copyOf(when);
        }
    }

    /** Why an event cannot be trusted, and what to do. */
    record Refusal(QuarantineReason reason, String detail, List<Condition> when) {

        Refusal {
            when = List.copyOf(when);
        }
    }

    /**
     * How approvals are read from an array of objects.
     *
     * @param path the array
     * @param undecided words for no decision, with which an approval is left out
     */
    record Approvals(int path, FieldRule by, FieldRule at, FieldRule decision, Globs undecided) {}

    /** Why an event is no action; null if it is one. */
    @Nullable
    String noAction(Slots slots) {
        for (NoAction each : noActions) {
            if (allHold(each.when(), slots)) {
                return each.reason();
            }
        }
        return null;
    }

    /** Checks what an event must have, and must not be, to be one of this log. */
    void check(Slots slots) throws UnreadableException {
        for (Map.Entry<String, Integer> each : present.entrySet()) {
            if (slots.first(each.getValue()) == null) {
                throw new UnreadableException(
                        QuarantineReason.MISSING_FIELD, "'" + each.getKey() + "' is absent, which every event has");
            }
        }
        for (Refusal each : refusals) {
            if (allHold(each.when(), slots)) {
                throw new UnreadableException(each.reason(), each.detail());
            }
        }
    }

    /** Checks that an envelope is not an event as well, of which it is not said which to believe. */
    void checkEnvelope(Slots slots) throws UnreadableException {
        for (Map.Entry<String, Integer> each : present.entrySet()) {
            if (slots.first(each.getValue()) != null) {
                throw new UnreadableException(
                        QuarantineReason.WRONG_TYPE,
                        "an envelope around events has '" + each.getKey() + "' itself, expected one or the other");
            }
        }
    }

    private static boolean allHold(List<Condition> conditions, Slots slots) {
        for (Condition condition : conditions) {
            if (!condition.holds(slots)) {
                return false;
            }
        }
        return true;
    }

    boolean hasMarks() {
        return !marks.isEmpty();
    }

    int markSourcePath() {
        return marks.get(0);
    }

    int markThroughPath() {
        return marks.get(1);
    }

    FieldRule field(String field) {
        return fields.getOrDefault(field, FieldRule.ABSENT);
    }

    /** The same under another source, or with another tolerance. */
    DialectDefinition with(@Nullable String otherSource, Duration maxSkew) {
        return new DialectDefinition(
                name,
                otherSource == null ? source : otherSource,
                recordType,
                paths,
                envelopes,
                marks,
                present,
                refusals,
                noActions,
                scopeFields,
                fields,
                approvals,
                timeFormat,
                new Skew(maxSkew));
    }
}
