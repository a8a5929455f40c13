package io.countersign.schemas.dialect;

import static io.countersign.schemas.dialect.RecordFields.wireNames;

import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.RecordingState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a dialect's file can say of one type of record.
 *
 * @param fields the fields it can fill
 * @param required those without which there is no record
 * @param choices what the fields that are a choice can be
 * @param parts what it can say of the objects in the record; null where there are none
 */
record RecordShape(
        List<String> fields,
        List<String> required,
        Map<String, List<String>> choices,
        @Nullable Parts parts) {

    /**
     * Objects in a record.
     *
     * @param name what the record calls them
     * @param shape their fields
     */
    record Parts(String name, RecordShape shape) {}

    private static final RecordShape ACTION = new RecordShape(
            List.of(
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
                    "agent",
                    "request_id"),
            List.of("time", "principal", "kind", "operation", "outcome"),
            Map.of(
                    "kind", wireNames(ActorKind.values()),
                    "operation", wireNames(Operation.values()),
                    "outcome", wireNames(ActionOutcome.values()),
                    "interactive", List.of("true", "false")),
            null);

    private static final RecordShape APPROVAL = new RecordShape(
            List.of("by", "at", "decision"),
            List.of("by", "at", "decision"),
            Map.of("decision", wireNames(Decision.values())),
            null);

    private static final RecordShape CHANGE = new RecordShape(
            List.of(
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
                    "implementers"),
            List.of("id", "recorded_at", "kind", "state"),
            Map.of("kind", wireNames(ChangeKind.values()), "state", wireNames(ChangeState.values())),
            new Parts("approvals", APPROVAL));

    private static final RecordShape FREEZE = new RecordShape(
            List.of(
                    "id",
                    "version",
                    "recorded_at",
                    "state",
                    "window_start",
                    "window_end",
                    "systems",
                    "environments",
                    "exempt"),
            List.of("id", "recorded_at", "state", "window_start", "window_end", "systems"),
            Map.of("state", wireNames(FreezeState.values())),
            null);

    private static final RecordShape ENTITLEMENT = new RecordShape(
            List.of("system", "environments", "operations", "approved_by", "approved_at", "reviewed_at", "expires_at"),
            List.of("system"),
            Map.of(),
            null);

    private static final RecordShape IDENTITY = new RecordShape(
            List.of("id", "version", "recorded_at", "kind", "aliases", "owner", "state"),
            List.of("id", "recorded_at", "kind", "state"),
            Map.of(
                    "kind",
                    List.of(ActorKind.MACHINE.wireName(), ActorKind.HUMAN.wireName()),
                    "state",
                    wireNames(IdentityState.values())),
            new Parts("entitlements", ENTITLEMENT));

    private static final RecordShape CREDENTIAL = new RecordShape(
            List.of("id", "version", "recorded_at", "identity", "state", "issued_at", "store"),
            List.of("id", "recorded_at", "identity", "state", "issued_at"),
            Map.of("state", wireNames(CredentialState.values())),
            null);

    private static final RecordShape RECORDING = new RecordShape(
            List.of("id", "version", "recorded_at", "session", "state", "interval_start", "interval_end"),
            List.of("id", "recorded_at", "session", "state"),
            Map.of("state", wireNames(RecordingState.values())),
            null);

    RecordShape {
        fields = List.copyOf(fields);
        required = List.copyOf(required);
        choices = Map.copyOf(choices);
    }

    /** The shape of a type of record that dialects read. */
    static RecordShape of(RecordType type) {
        return switch (type) {
            case ACTION -> ACTION;
            case CHANGE -> CHANGE;
            case FREEZE -> FREEZE;
            case IDENTITY -> IDENTITY;
            case CREDENTIAL -> CREDENTIAL;
            case RECORDING -> RECORDING;
            default -> throw new IllegalArgumentException("no dialect reads records of type " + type.wireName());
        };
    }
}
