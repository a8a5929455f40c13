package io.countersign.schemas.dialect;

import static io.countersign.schemas.dialect.JsonDialect.required;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.WireName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes versions of changes of events. */
record ChangeMapping(DialectDefinition definition) implements JsonDialect.EventMapping {

    /** The fields a dialect's file can fill. */
    static final List<String> FIELDS = List.of(
            "id",
            "version",
            "recorded_at",
            "kind",
            "state",
            "window_start",
            "window_end",
            "systems",
            "environments",
            "identities",
            "operations",
            "objects",
            "requester",
            "implementers");

    /** Those without which there is no change. */
    static final List<String> REQUIRED =
            List.of("id", "version", "recorded_at", "kind", "state", "systems", "environments", "identities");

    /** What the fields that are a choice can be. */
    static final Map<String, List<String>> CHOICES = Map.of(
            "kind", names(ChangeKind.values()),
            "state", names(ChangeState.values()),
            "decision", names(Decision.values()));

    private static List<String> names(WireName[] options) {
        return Arrays.stream(options).map(WireName::wireName).toList();
    }

    private static final long MAX_EXACT = (1L << 53) - 1;

    @Override
    public void map(JsonDialect.Event event, EventHandler handler) throws UnreadableException {
        Slots slots = event.slots();
        String recordedAt = required(text(slots, "recorded_at"), "recorded_at");
        handler.register(new Change(
                required(text(slots, "id"), "id"),
                version(required(text(slots, "version"), "version")),
                definition
                        .skew()
                        .check("recorded_at", definition.timeFormat().read("recorded_at", recordedAt), event.message()),
                definition.source(),
                choice("kind", definition.field("kind"), slots, ChangeKind.values()),
                choice("state", definition.field("state"), slots, ChangeState.values()),
                window(slots),
                new Scope(
                        texts(slots, "systems"),
                        texts(slots, "environments"),
                        texts(slots, "identities"),
                        texts(slots, "operations"),
                        texts(slots, "objects")),
                text(slots, "requester"),
                texts(slots, "implementers"),
                approvals(slots)));
    }

    private @Nullable String text(Slots slots, String field) {
        return definition.field(field).text(slots);
    }

    private List<String> texts(Slots slots, String field) {
        return definition.field(field).texts(slots);
    }

    /** Vendors write whole numbers as text, or with a fraction of zero. */
    private static long version(String text) throws UnreadableException {
        try {
            BigDecimal number = new BigDecimal(text.length() <= 32 ? text : "x");
            if (number.precision() - (long) number.scale() <= 16) {
                long version = number.longValueExact();
                if (Math.abs(version) <= MAX_EXACT) {
                    return version;
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'version' is '" + Shown.text(text) + "', expected a whole number");
        }
        throw new UnreadableException(
                QuarantineReason.NUMBER_RANGE, "'version' is " + Shown.text(text) + ", expected at most 2^53 - 1");
    }

    private @Nullable Interval window(Slots slots) throws UnreadableException {
        String startText = text(slots, "window_start");
        String endText = text(slots, "window_end");
        Instant start = startText == null ? null : definition.timeFormat().read("window_start", startText);
        Instant end = endText == null ? null : definition.timeFormat().read("window_end", endText);
        if (start == null || end == null) {
            return null;
        }
        if (end.isBefore(start)) {
            throw new UnreadableException(
                    QuarantineReason.BAD_INTERVAL, "the window ends at " + end + ", before it starts at " + start);
        }
        return new Interval(start, end);
    }

    private List<Approval> approvals(Slots slots) throws UnreadableException {
        DialectDefinition.Approvals rules = definition.approvals();
        List<Approval> approvals = new ArrayList<>();
        if (rules == null) {
            return approvals;
        }
        for (Slots each : slots.elements(rules.path())) {
            String given = required(rules.decision().given(each), "approvals[].decision");
            if (!rules.undecided().anyMatches(given)) {
                approvals.add(new Approval(
                        required(rules.by().text(each), "approvals[].by"),
                        definition
                                .timeFormat()
                                .read("approvals[].at", required(rules.at().text(each), "approvals[].at")),
                        choice("approvals[].decision", rules.decision(), each, Decision.values())));
            }
        }
        return approvals;
    }

    private static <E extends Enum<E> & WireName> E choice(String field, FieldRule rule, Slots slots, E[] options)
            throws UnreadableException {
        String text = rule.text(slots);
        for (E option : options) {
            if (option.wireName().equals(text)) {
                return option;
            }
        }
        String given = rule.given(slots);
        if (given == null) {
            required(null, field);
        }
        throw new UnreadableException(
                QuarantineReason.WRONG_TYPE,
                "'" + field + "' is '" + Shown.text(String.valueOf(given)) + "', which the dialect maps to none of "
                        + names(options));
    }
}
