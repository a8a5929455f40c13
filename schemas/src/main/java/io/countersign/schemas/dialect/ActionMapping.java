package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RawReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes actions of events. Whether an event is in scope is decided before anything else of it is looked at. */
record ActionMapping(DialectDefinition definition, AssetScope scope) implements EventMapping {

    @Override
    public void map(Event event, EventHandler handler) throws UnreadableException {
        Slots slots = event.slots();
        Asset asset = scope.assetOf(definition.name(), field -> scopeValues(slots, field));
        if (asset == null) {
            handler.outOfScope(definition.source(), "NO_ASSET");
            return;
        }
        RecordFields fields = new RecordFields("", definition.fields(), slots, definition.notation());
        String sha256 = event.sha256();
        String id = fields.text("id");
        Instant time = definition.skew().check("time", fields.requiredTime("time"), event.message());
        Actor actor = new Actor(
                fields.requiredText("principal"),
                fields.choice("kind", ActorKind.values()),
                fields.text("credential"),
                fields.text("session"),
                fields.texts("chain"));
        String ip = fields.text("ip");
        String agent = fields.text("agent");
        Action action = new Action(
                id == null ? sha256 : id,
                time,
                definition.source(),
                actor,
                asset,
                fields.gravestOperation(),
                fields.text("object"),
                fields.choice("outcome", ActionOutcome.values()),
                fields.text("change_ref"),
                fields.text("run_id"),
                interactive(fields.text("interactive")),
                ip == null && agent == null ? null : new Origin(ip, agent),
                new RawReference(
                        event.message().topic(),
                        event.message().partition(),
                        event.message().offset(),
                        sha256,
                        fields.text("request_id")));
        handler.action(action, event.bytes(), event.start(), event.end());
    }

    private List<String> scopeValues(Slots slots, String field) {
        FieldRule rule = definition.scopeFields().get(field);
        return rule == null ? List.of() : rule.textsOfAllCases(slots);
    }

    private static @Nullable Boolean interactive(@Nullable String text) throws UnreadableException {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'interactive' is '" + Shown.text(text) + "', expected true or false");
        }
        return text == null ? null : Boolean.valueOf(text);
    }
}
