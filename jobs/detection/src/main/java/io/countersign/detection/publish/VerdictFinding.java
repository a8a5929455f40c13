package io.countersign.detection.publish;

import io.countersign.detection.judge.Finding;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.Verdict;
import java.util.List;
import java.util.function.Consumer;

/**
 * A finding of a control as {@link OcsfFinding}, with its verdict.
 *
 * @param activity what happened to the finding
 * @param status how far it is dealt with
 * @param version of the verdict, or of what is said of it: unique beside its id
 * @param group what it belongs together with
 */
record VerdictFinding(
        Finding finding, OcsfFinding.Activity activity, OcsfFinding.Status status, String version, String group) {

    /**
     * The JSON of it.
     *
     * @param productVersion names this build
     * @param top further members
     * @param own further members beside those of the verdict
     */
    byte[] toBytes(String productVersion, Consumer<JsonWriter> top, Consumer<JsonWriter> own) {
        Verdict verdict = finding.verdict();
        return new OcsfFinding(
                        verdict.id(),
                        finding.control(),
                        Sentence.of(finding),
                        verdict.time(),
                        verdict.id() + "." + version,
                        group,
                        activity,
                        status)
                .toBytes(
                        productVersion,
                        json -> json.objects("evidences", List.of(finding.action()), VerdictFinding::evidence),
                        top,
                        Codec.write(verdict, json -> own.accept(json.member("group_id", group))));
    }

    private static void evidence(Action action, JsonWriter json) {
        json.member("actor", actor -> {
            if (action.actor().session() != null) {
                actor.member(
                        "session",
                        session -> session.member("uid", action.actor().session()));
            }
            actor.member("user", user -> {
                if (action.actor().credential() != null) {
                    user.member("credential_uid", action.actor().credential());
                }
                user.member("name", action.actor().principal())
                        .member("type_id", userTypeId(action.actor().kind()));
            });
        });
        json.member("api", api -> api.member("operation", action.operation().wireName()));
        Origin origin = action.origin();
        if (origin != null && origin.ip() != null) {
            json.member("src_endpoint", endpoint -> endpoint.member("ip", origin.ip()));
        }
        Asset asset = action.asset();
        if (asset != null) {
            json.objects(
                    "resources",
                    List.of(asset),
                    (each, resource) -> resource.member("group", group -> group.member("name", each.system()))
                            .member("name", action.object() == null ? each.id() : action.object())
                            .member("namespace", each.environment())
                            .member("type", each.assetClass())
                            .member("uid", each.id()));
        }
    }

    /** OCSF user type: 4 service, 1 user, 0 unknown. */
    private static int userTypeId(ActorKind kind) {
        return switch (kind) {
            case MACHINE -> 4;
            case HUMAN -> 1;
            case UNKNOWN -> 0;
        };
    }
}
