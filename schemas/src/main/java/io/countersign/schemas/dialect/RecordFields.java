package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.WireName;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record, or of a part of one, as a dialect finds them in an event.
 *
 * @param prefix what stands before the names of the fields where one is named to a reader
 */
record RecordFields(String prefix, Map<String, FieldRule> rules, Slots slots, TimeNotation notation) {

    private FieldRule rule(String field) {
        return rules.getOrDefault(field, FieldRule.ABSENT);
    }

    @Nullable
    String text(String field) {
        return rule(field).text(slots);
    }

    List<String> texts(String field) {
        return rule(field).texts(slots);
    }

    String requiredText(String field) throws UnreadableException {
        return required(text(field), field);
    }

    @Nullable
    Instant time(String field) throws UnreadableException {
        return rule(field).time(prefix + field, slots, notation, WrittenTime.Edge.NONE);
    }

    Instant requiredTime(String field) throws UnreadableException {
        return required(time(field), field);
    }

    /** What a field that is a choice says. */
    <E extends Enum<E> & WireName> E choice(String field, E[] options) throws UnreadableException {
        String text = text(field);
        for (E option : options) {
            if (option.wireName().equals(text)) {
                return option;
            }
        }
        String given = required(text == null ? rule(field).given(slots) : text, field);
        throw new UnreadableException(
                QuarantineReason.WRONG_TYPE,
                "'" + prefix + field + "' is '" + Shown.text(given) + "', which the dialect maps to none of "
                        + wireNames(options));
    }

    /** What an event did; of several things that it did at once the gravest, so that none hides behind another. */
    Operation gravestOperation() throws UnreadableException {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String text : texts("operation")) {
            for (Operation operation : Operation.values()) {
                if (operation.wireName().equals(text)) {
                    operations.add(operation);
                }
            }
        }
        Operation gravest = Gravity.gravest(operations);
        return gravest == null ? choice("operation", Operation.values()) : gravest;
    }

    /**
     * An interval; null if either end is absent. Of local times that a zone skips or repeats it takes the narrower, which
     * may be none at all.
     */
    @Nullable
    Interval interval(String startField, String endField) throws UnreadableException {
        Instant start = rule(startField).time(prefix + startField, slots, notation, WrittenTime.Edge.START);
        Instant end = rule(endField).time(prefix + endField, slots, notation, WrittenTime.Edge.END);
        if (start == null || end == null) {
            return null;
        }
        if (end.isBefore(start)) {
            Instant earliest = rule(startField).time(prefix + startField, slots, notation, WrittenTime.Edge.END);
            Instant latest = rule(endField).time(prefix + endField, slots, notation, WrittenTime.Edge.START);
            if (earliest == null || latest == null || latest.isBefore(earliest)) {
                throw new UnreadableException(
                        QuarantineReason.BAD_INTERVAL,
                        "'" + prefix + endField + "' is " + end + ", before '" + prefix + startField + "' at " + start);
            }
            return new Interval(start, start);
        }
        return new Interval(start, end);
    }

    private <T> T required(@Nullable T value, String field) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(
                    QuarantineReason.MISSING_FIELD,
                    "nothing gives the record its '" + prefix + field + "', which it must have");
        }
        return value;
    }

    /** The names of all options. */
    static List<String> wireNames(WireName[] options) {
        return Arrays.stream(options).map(WireName::wireName).toList();
    }
}
