package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Entitlement;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.FreezeScope;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Scope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes versions of register records of events. */
record RegisterMapping(DialectDefinition definition) implements EventMapping {

    private static final long MAX_EXACT = (1L << 53) - 1;

    @Override
    public void map(Event event, EventHandler handler) throws UnreadableException {
        RecordFields fields = new RecordFields("", definition.fields(), event.slots(), definition.notation());
        Instant recordedAt =
                definition.skew().check("recorded_at", fields.requiredTime("recorded_at"), event.message());
        handler.register(recordOf(fields, fields.requiredText("id"), version(fields, recordedAt), recordedAt));
    }

    private RegisterRecord recordOf(RecordFields fields, String id, long version, Instant recordedAt)
            throws UnreadableException {
        String source = definition.source();
        return switch (definition.type()) {
            case CHANGE ->
                new Change(
                        id,
                        version,
                        recordedAt,
                        source,
                        fields.choice("kind", ChangeKind.values()),
                        fields.choice("state", ChangeState.values()),
                        fields.interval("window_start", "window_end"),
                        new Scope(
                                fields.texts("systems"),
                                fields.texts("environments"),
                                fields.texts("identities"),
                                fields.texts("operations"),
                                fields.texts("objects")),
                        fields.text("requester"),
                        fields.texts("implementers"),
                        approvals(fields.slots()));
            case FREEZE ->
                new Freeze(
                        id,
                        version,
                        recordedAt,
                        source,
                        fields.choice("state", FreezeState.values()),
                        window(fields),
                        new FreezeScope(fields.texts("systems"), fields.texts("environments")),
                        fields.texts("exempt"));
            case IDENTITY ->
                new Identity(
                        id,
                        version,
                        recordedAt,
                        source,
                        fields.choice("kind", new ActorKind[] {ActorKind.MACHINE, ActorKind.HUMAN}),
                        fields.texts("aliases"),
                        fields.text("owner"),
                        fields.choice("state", IdentityState.values()),
                        entitlements(fields.slots()));
            case CREDENTIAL ->
                new Credential(
                        id,
                        version,
                        recordedAt,
                        source,
                        fields.requiredText("identity"),
                        fields.choice("state", CredentialState.values()),
                        fields.requiredTime("issued_at"),
                        fields.text("store"));
            case RECORDING ->
                new Recording(
                        id,
                        version,
                        recordedAt,
                        source,
                        fields.requiredText("session"),
                        fields.choice("state", RecordingState.values()),
                        fields.interval("interval_start", "interval_end"));
            default -> throw new IllegalStateException("no register record: " + definition.type());
        };
    }

    /** A source that counts no versions has its time for one. */
    private static long version(RecordFields fields, Instant recordedAt) throws UnreadableException {
        return fields.rules().containsKey("version")
                ? wholeNumber(fields.requiredText("version"))
                : recordedAt.toEpochMilli();
    }

    /** Vendors write whole numbers as text, or with a fraction of zero. */
    private static long wholeNumber(String text) throws UnreadableException {
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

    private static Interval window(RecordFields fields) throws UnreadableException {
        Interval window = fields.interval("window_start", "window_end");
        if (window == null) {
            throw new UnreadableException(
                    QuarantineReason.MISSING_FIELD, "nothing gives the freeze a start and an end, which it must have");
        }
        return window;
    }

    private List<Approval> approvals(Slots slots) throws UnreadableException {
        List<Approval> approvals = new ArrayList<>();
        for (RecordFields each : parts(slots, "by")) {
            approvals.add(new Approval(
                    each.requiredText("by"), each.requiredTime("at"), each.choice("decision", Decision.values())));
        }
        return approvals;
    }

    private List<Entitlement> entitlements(Slots slots) throws UnreadableException {
        List<Entitlement> entitlements = new ArrayList<>();
        for (RecordFields each : parts(slots, "system")) {
            entitlements.add(new Entitlement(
                    each.requiredText("system"),
                    each.texts("environments"),
                    each.texts("operations"),
                    each.text("approved_by"),
                    each.time("approved_at"),
                    each.time("reviewed_at"),
                    each.time("expires_at")));
        }
        return entitlements;
    }

    /**
     * The objects in a record: those of arrays, or the one that the event itself is.
     *
     * @param telling the field without which the event itself is none
     */
    private List<RecordFields> parts(Slots slots, String telling) {
        List<RecordFields> all = new ArrayList<>();
        for (DialectDefinition.Parts parts : definition.parts()) {
            for (Slots each : parts.of(slots)) {
                RecordFields fields = new RecordFields(parts.prefix(), parts.fields(), each, definition.notation());
                if (!parts.areTheEventItself() || fields.text(telling) != null) {
                    all.add(fields);
                }
            }
        }
        return all;
    }
}
