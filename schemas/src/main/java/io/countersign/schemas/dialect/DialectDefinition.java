package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.RecordType;
import java.time.Duration;
import java.time.ZoneId;
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
 * @param type what records it reads: actions, or those of the register
 * @param format how events are found in a log of text; null for JSON
 * @param paths all the paths it wants
 * @param afterHeader whether something may stand before the JSON of a message
 * @param wrapping where a message is put into another; null where it is not
 * @param envelopes paths of members of a message that hold events
 * @param envelopeMark what an envelope says for itself; null where it says nothing
 * @param markEvents which events are marks
 * @param present paths that every event has, by their text
 * @param refusals when an event cannot be trusted, and why
 * @param noActions when an event is no action, and why
 * @param scopeFields what the scope file can match, by name
 * @param fields where each field of the record comes from
 * @param parts how the objects in a record are read, from each place that has some
 * @param notation how times are written
 * @param skew which times a record can have
 */
record DialectDefinition(
        String name,
        String source,
        RecordType type,
        @Nullable TextFormat format,
        PathTree paths,
        boolean afterHeader,
        @Nullable Wrapping wrapping,
        Set<String> envelopes,
        @Nullable EnvelopeMark envelopeMark,
        List<MarkEvent> markEvents,
        Map<String, Integer> present,
        List<Refusal> refusals,
        List<NoAction> noActions,
        Map<String, FieldRule> scopeFields,
        Map<String, FieldRule> fields,
        List<Parts> parts,
        TimeNotation notation,
        Skew skew) {

    DialectDefinition {
        envelopes = Set.copyOf(envelopes);
        markEvents = List.copyOf(markEvents);
        present = Collections.unmodifiableMap(new LinkedHashMap<>(present));
        refusals = List.copyOf(refusals);
        noActions = List.copyOf(noActions);
        scopeFields = Map.copyOf(scopeFields);
        fields = Map.copyOf(fields);
        parts = List.copyOf(parts);
    }

    /**
     * What makes a mark of a poll's envelope.
     *
     * @param source path of the source it names; null where it names none
     * @param completeThrough up to when it says that it is complete
     */
    record EnvelopeMark(@Nullable Integer source, FieldRule completeThrough) {}

    /** Which events are marks. */
    record MarkEvent(Guard guard, FieldRule completeThrough) {}

    /** Why an event is no action. */
    record NoAction(String reason, Guard guard) {}

    /** Why an event cannot be trusted, and what to do. */
    record Refusal(QuarantineReason reason, String detail, Guard guard) {}

    /**
     * How the objects in a record are read from one place.
     *
     * @param name what the record calls them
     * @param each the array of them, within the array before it; none where the event itself is the one object
     * @param paths all the paths that are wanted of each
     * @param fields where each of their fields comes from
     * @param leaveOut which of them are left out
     */
    record Parts(String name, List<Integer> each, PathTree paths, Map<String, FieldRule> fields, List<Guard> leaveOut) {

        Parts {
            each = List.copyOf(each);
            fields = Map.copyOf(fields);
            leaveOut = List.copyOf(leaveOut);
        }

        /** The objects in an event. */
        List<Slots> of(Slots event) {
            List<Slots> objects = List.of(event);
            for (int path : each) {
                objects = objects.stream()
                        .flatMap(object -> object.elements(path).stream())
                        .toList();
            }
            return objects.stream()
                    .filter(object -> leaveOut.stream().noneMatch(guard -> guard.holds(object)))
                    .toList();
        }

        /** Whether the event itself is the one object. */
        boolean areTheEventItself() {
            return each.isEmpty();
        }

        /** What stands before the names of their fields where one is named to a reader. */
        String prefix() {
            return areTheEventItself() ? name + "." : name + "[].";
        }
    }

    /** The messages that a message wraps; none if it wraps none, or is an event itself, whatever texts are in it. */
    List<String> wrapped(Slots slots) {
        if (wrapping == null || slots.problem() != null || (!present.isEmpty() && hasAll(slots))) {
            return List.of();
        }
        return wrapping.messages(slots);
    }

    private boolean hasAll(Slots slots) {
        return present.values().stream().allMatch(path -> slots.first(path) != null);
    }

    /** Whether events are in a member, or in one further in. */
    boolean leadsToEvents(String path) {
        if (envelopes.contains(path)) {
            return true;
        }
        for (String envelope : envelopes) {
            if (envelope.length() > path.length()
                    && envelope.startsWith(path)
                    && envelope.charAt(path.length()) == '.') {
                return true;
            }
        }
        return false;
    }

    /** Which event this is a mark as; null if it is none. */
    @Nullable
    MarkEvent markEvent(Slots slots) {
        for (MarkEvent each : markEvents) {
            if (each.guard().holds(slots)) {
                return each;
            }
        }
        return null;
    }

    /** Why an event is no action; null if it is one. */
    @Nullable
    String noAction(Slots slots) {
        for (NoAction each : noActions) {
            if (each.guard().holds(slots)) {
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
            if (each.guard().holds(slots)) {
                throw new UnreadableException(each.reason(), each.detail());
            }
        }
    }

    /** Checks that an envelope is not an event as well, of which it is not said which to believe. */
    void checkEnvelope(Slots slots) throws UnreadableException {
        if (!present.isEmpty() && hasAll(slots)) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE,
                    "an envelope around events has " + present.keySet() + " itself, expected one or the other");
        }
    }

    /** What reads this dialect's messages, with what makes records of its events. */
    Dialect reader(EventMapping mapping) {
        return format == null ? new JsonDialect(this, mapping) : new TextDialect(this, format, mapping);
    }

    /** The same under another source, in another zone, or with another tolerance. */
    DialectDefinition with(@Nullable String otherSource, @Nullable ZoneId otherZone, Duration maxSkew) {
        return new DialectDefinition(
                name,
                otherSource == null ? source : otherSource,
                type,
                format,
                paths,
                afterHeader,
                wrapping,
                envelopes,
                envelopeMark,
                markEvents,
                present,
                refusals,
                noActions,
                scopeFields,
                fields,
                parts,
                otherZone == null ? notation : new TimeNotation(notation.format(), otherZone),
                new Skew(maxSkew));
    }
}
