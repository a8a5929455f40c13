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
 * A finding as OCSF 1.8.0 Detection Finding (class 2004) with the verdict under {@code unmapped.countersign} (E10).
 *
 * @param activity what happened to the finding
 * @param status how far it is dealt with
 * @param version of the verdict, or of what is said of it: unique beside its id
 * @param group what it belongs together with
 */
record OcsfFinding(Finding finding, Activity activity, Status status, String version, String group) {

    static final int CLASS_UID = 2004;
    static final int CATEGORY_UID = 2;

    /** By OCSF's numbers. */
    enum Activity {
        CREATE(1, "created"),
        UPDATE(2, "updated"),
        CLOSE(3, "closed");

        private final int id;
        private final String verb;

        Activity(int id, String verb) {
            this.id = id;
            this.verb = verb;
        }

        String verb() {
            return verb;
        }
    }

    /** By OCSF's numbers. */
    enum Status {
        NEW(1),
        RESOLVED(4),
        OTHER(99);

        private final int id;

        Status(int id) {
            this.id = id;
        }
    }

    /**
     * The JSON of it.
     *
     * @param productVersion names this build
     * @param top further members
     * @param own further members beside those of the verdict
     */
    byte[] toBytes(String productVersion, Consumer<JsonWriter> top, Consumer<JsonWriter> own) {
        Verdict verdict = finding.verdict();
        return JsonWriter.forReaders()
                .object(json -> {
                    json.member("activity_id", activity.id)
                            .member("category_uid", CATEGORY_UID)
                            .member("class_uid", CLASS_UID)
                            .objects("evidences", List.of(finding.action()), OcsfFinding::evidence)
                            .member(
                                    "finding_info",
                                    info -> info.member(
                                                    "desc", finding.control().title())
                                            .member("title", Sentence.of(finding))
                                            .strings("types", List.of(verdict.control()))
                                            .member("uid", verdict.id()))
                            .member("message", Sentence.of(finding))
                            .member(
                                    "metadata",
                                    metadata -> product(metadata.member("correlation_uid", group), productVersion)
                                            .member("uid", verdict.id() + "." + version)
                                            .member("version", "1.8.0"))
                            .member("severity_id", severityId(finding.control().severity()));
                    top.accept(json);
                    json.member("status_id", status.id)
                            .member("time", verdict.time().toEpochMilli())
                            .member("type_uid", CLASS_UID * 100 + activity.id)
                            .member("unmapped", unmapped -> unmapped.json("countersign", unmapped(verdict, own)));
                })
                .toBytes();
    }

    /** Who says so. */
    static JsonWriter product(JsonWriter metadata, String version) {
        return metadata.member(
                "product",
                product -> product.member("name", "Countersign")
                        .member("vendor_name", "Countersign")
                        .member("version", version));
    }

    private byte[] unmapped(Verdict verdict, Consumer<JsonWriter> own) {
        return Codec.write(verdict, json -> own.accept(json.member("group_id", group)));
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

    static int severityId(String severity) {
        return switch (severity) {
            case "low" -> 2;
            case "medium" -> 3;
            case "high" -> 4;
            case "critical" -> 5;
            default -> throw new IllegalArgumentException("no severity is called '" + severity + "'");
        };
    }
}
