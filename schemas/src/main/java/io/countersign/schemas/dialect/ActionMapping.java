package io.countersign.schemas.dialect;

import static io.countersign.schemas.dialect.JsonDialect.required;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.WireName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes actions of events. Whether an event is in scope is decided before anything else of it is looked at. */
record ActionMapping(DialectDefinition definition, AssetScope scope) implements JsonDialect.EventMapping {

    /** The fields a dialect's file can fill. */
    static final List<String> FIELDS = List.of(
            "id",
            "time",
            "principal",
            "kind",
            "credential",
            "session",
            "chain",
            "operation",
            "object",
            "outcome",
            "change_ref",
            "run_id",
            "interactive",
            "ip",
            "agent");

    /** Those without which there is no action. */
    static final List<String> REQUIRED = List.of("time", "principal", "kind", "operation", "outcome");

    /** What the fields that are a choice can be. */
    static final Map<String, List<String>> CHOICES = Map.of(
            "kind", names(ActorKind.values()),
            "operation", names(Operation.values()),
            "outcome", names(ActionOutcome.values()),
            "interactive", List.of("true", "false"));

    private static List<String> names(WireName[] options) {
        return Arrays.stream(options).map(WireName::wireName).toList();
    }

    @Override
    public void map(JsonDialect.Event event, EventHandler handler) throws UnreadableException {
        Slots slots = event.slots();
        Asset asset = scope.assetOf(definition.name(), field -> scopeValues(slots, field));
        if (asset == null) {
            handler.outOfScope(definition.source(), "NO_ASSET");
            return;
        }
        String sha256 = event.sha256();
        String id = text(slots, "id");
        Instant time = definition
                .skew()
                .check(
                        "time",
                        definition.timeFormat().read("time", required(text(slots, "time"), "time")),
                        event.message());
        Actor actor = new Actor(
                required(text(slots, "principal"), "principal"),
                choice(slots, "kind", ActorKind.values()),
                text(slots, "credential"),
                text(slots, "session"),
                definition.field("chain").texts(slots));
        String ip = text(slots, "ip");
        String agent = text(slots, "agent");
        handler.action(new Action(
                id == null ? sha256 : id,
                time,
                definition.source(),
                actor,
                asset,
                choice(slots, "operation", Operation.values()),
                text(slots, "object"),
                choice(slots, "outcome", ActionOutcome.values()),
                text(slots, "change_ref"),
                text(slots, "run_id"),
                interactive(slots),
                ip == null && agent == null ? null : new Origin(ip, agent),
                new RawReference(
                        event.message().topic(),
                        event.message().partition(),
                        event.message().offset(),
                        sha256)));
    }

    private List<String> scopeValues(Slots slots, String field) {
        FieldRule rule = definition.scopeFields().get(field);
        return rule == null ? List.of() : rule.textsOfAllCases(slots);
    }

    private @Nullable String text(Slots slots, String field) {
        return definition.field(field).text(slots);
    }

    private @Nullable Boolean interactive(Slots slots) throws UnreadableException {
        String text = text(slots, "interactive");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'interactive' is '" + Shown.text(text) + "', expected true or false");
        }
        return text == null ? null : Boolean.valueOf(text);
    }

    private <E extends Enum<E> & WireName> E choice(Slots slots, String field, E[] options) throws UnreadableException {
        FieldRule rule = definition.field(field);
        String text = rule.text(slots);
        for (E option : options) {
            if (option.wireName().equals(text)) {
                return option;
            }
        }
        String given = required(text == null ? rule.given(slots) : text, field);
        throw new UnreadableException(
                QuarantineReason.WRONG_TYPE,
                "'" + field + "' is '" + Shown.text(given) + "', which the dialect maps to none of " + names(options));
    }
}
