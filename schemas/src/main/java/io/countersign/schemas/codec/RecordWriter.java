package io.countersign.schemas.codec;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Entitlement;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.WireName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as canonical JSON, members in the order of RFC 8785. */
record RecordWriter(Form form) {

    /** What is written of a record. */
    enum Form {
        /** All of it, so that it can be read back. */
        WHOLE,
        /** The content of S6.1: without {@code raw}, and without required members that are empty. */
        CONTENT,
        /** As evidence has it (E1): without {@code raw}, and with 64-bit integers as texts. */
        EVIDENCE
    }

    private boolean whole() {
        return form != Form.CONTENT;
    }

    byte[] write(CanonicalRecord value) {
        JsonWriter writer = form == Form.EVIDENCE ? JsonWriter.forEvidence() : new JsonWriter();
        if (value instanceof Action action) {
            writer.object(json -> action(json, action));
        } else if (value instanceof Change change) {
            writer.object(json -> change(json, change));
        } else if (value instanceof Freeze freeze) {
            writer.object(json -> freeze(json, freeze));
        } else if (value instanceof Identity identity) {
            writer.object(json -> identity(json, identity));
        } else if (value instanceof Credential credential) {
            writer.object(json -> credential(json, credential));
        } else if (value instanceof Recording recording) {
            writer.object(json -> recording(json, recording));
        } else if (value instanceof Mark mark) {
            writer.object(json -> json.member("complete_through", mark.completeThrough())
                    .member("source", mark.source())
                    .member("type", mark.type().wireName()));
        }
        return writer.toBytes();
    }

    private void action(JsonWriter json, Action action) {
        json.member("actor", actor -> actor(actor, action.actor()));
        Asset asset = action.asset();
        if (asset != null) {
            json.member(
                    "asset",
                    each -> each.member("class", asset.assetClass())
                            .member("environment", asset.environment())
                            .member("id", asset.id())
                            .member("system", asset.system()));
        }
        json.member("change_ref", action.changeRef())
                .member("id", action.id())
                .member("interactive", action.interactive())
                .member("object", action.object())
                .member("operation", action.operation().wireName());
        Origin origin = action.origin();
        if (origin != null && (whole() || origin.agent() != null || origin.ip() != null)) {
            json.member("origin", from -> from.member("agent", origin.agent()).member("ip", origin.ip()));
        }
        json.member("outcome", action.outcome().wireName());
        RawReference raw = action.raw();
        if (form == Form.WHOLE && raw != null) {
            json.member(
                    "raw",
                    each -> each.member("offset", raw.offset())
                            .member("partition", raw.partition())
                            .member("request_id", raw.requestId())
                            .member("sha256", raw.sha256())
                            .member("topic", raw.topic()));
        }
        json.member("run_id", action.runId())
                .member("source", action.source())
                .member("time", action.time())
                .member("type", action.type().wireName());
    }

    private static void actor(JsonWriter json, Actor actor) {
        if (!actor.chain().isEmpty()) {
            json.strings("chain", actor.chain());
        }
        json.member("credential", actor.credential())
                .member("kind", actor.kind().wireName())
                .member("principal", actor.principal())
                .member("session", actor.session());
    }

    private void change(JsonWriter json, Change change) {
        required(
                json,
                "approvals",
                change.approvals(),
                (approval, each) -> each.member("at", approval.at())
                        .member("by", approval.by())
                        .member("decision", approval.decision().wireName()));
        json.member("id", change.id());
        optional(json, "implementers", change.implementers());
        json.member("kind", change.kind().wireName())
                .member("recorded_at", change.recordedAt())
                .member("requester", change.requester());
        Scope scope = change.scope();
        boolean empty = scope.environments().isEmpty()
                && scope.identities().isEmpty()
                && scope.objects().isEmpty()
                && scope.operations().isEmpty()
                && scope.systems().isEmpty();
        if (whole() || !empty) {
            json.member("scope", each -> {
                required(each, "environments", scope.environments());
                required(each, "identities", scope.identities());
                optional(each, "objects", scope.objects());
                optional(each, "operations", scope.operations());
                required(each, "systems", scope.systems());
            });
        }
        tail(json, change, change.state());
        interval(json, "window", change.window());
    }

    private void freeze(JsonWriter json, Freeze freeze) {
        optional(json, "exempt", freeze.exempt());
        json.member("id", freeze.id()).member("recorded_at", freeze.recordedAt());
        boolean empty = freeze.scope().systems().isEmpty()
                && freeze.scope().environments().isEmpty();
        if (whole() || !empty) {
            json.member("scope", scope -> {
                optional(scope, "environments", freeze.scope().environments());
                required(scope, "systems", freeze.scope().systems());
            });
        }
        tail(json, freeze, freeze.state());
        interval(json, "window", freeze.window());
    }

    private void identity(JsonWriter json, Identity identity) {
        required(json, "aliases", identity.aliases());
        required(json, "entitlements", identity.entitlements(), this::entitlement);
        json.member("id", identity.id())
                .member("kind", identity.kind().wireName())
                .member("owner", identity.owner())
                .member("recorded_at", identity.recordedAt());
        tail(json, identity, identity.state());
    }

    private void entitlement(Entitlement entitlement, JsonWriter json) {
        json.member("approved_at", entitlement.approvedAt()).member("approved_by", entitlement.approvedBy());
        required(json, "environments", entitlement.environments());
        json.member("expires_at", entitlement.expiresAt());
        required(json, "operations", entitlement.operations());
        json.member("reviewed_at", entitlement.reviewedAt()).member("system", entitlement.system());
    }

    private void credential(JsonWriter json, Credential credential) {
        json.member("id", credential.id())
                .member("identity", credential.identity())
                .member("issued_at", credential.issuedAt())
                .member("recorded_at", credential.recordedAt())
                .member("source", credential.source())
                .member("state", credential.state().wireName())
                .member("store", credential.store())
                .member("type", credential.type().wireName())
                .member("version", credential.version());
    }

    private void recording(JsonWriter json, Recording recording) {
        json.member("id", recording.id());
        interval(json, "interval", recording.interval());
        json.member("recorded_at", recording.recordedAt()).member("session", recording.session());
        tail(json, recording, recording.state());
    }

    /** The members most register records end with. */
    private static void tail(JsonWriter json, RegisterRecord value, WireName state) {
        json.member("source", value.source())
                .member("state", state.wireName())
                .member("type", value.type().wireName())
                .member("version", value.version());
    }

    private static void interval(JsonWriter json, String name, @Nullable Interval interval) {
        if (interval != null) {
            json.member(name, each -> each.member("end", interval.end()).member("start", interval.start()));
        }
    }

    private void required(JsonWriter json, String name, List<String> values) {
        if (whole() || !values.isEmpty()) {
            json.strings(name, values);
        }
    }

    private <T> void required(JsonWriter json, String name, List<T> values, JsonWriter.MemberWriter<T> members) {
        if (whole() || !values.isEmpty()) {
            json.objects(name, values, members);
        }
    }

    private static void optional(JsonWriter json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.strings(name, values);
        }
    }
}
