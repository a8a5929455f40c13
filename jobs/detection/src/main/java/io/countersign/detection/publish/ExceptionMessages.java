package io.countersign.detection.publish;

import io.countersign.detection.judge.Finding;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Exceptions as OCSF 1.8.0 Detection Findings (class 2004) with CloudEvents 1.0 headers in binary mode (E10). The bytes
 * depend on the finding alone.
 */
public final class ExceptionMessages extends TopicMessages<Finding> {

    private static final long serialVersionUID = 1L;
    private static final int CLASS_UID = 2004;
    private static final int CATEGORY_UID = 2;

    private final String productVersion;

    /** For a topic; the version names this build. */
    public ExceptionMessages(String topic, String productVersion) {
        super(topic);
        this.productVersion = productVersion;
    }

    /**
     * Whether a finding is published: exceptions and what becomes of them, but none of a control in shadow (S7). An
     * exception that is authorised under rules which have changed since is closed, as one that is ratified.
     */
    public static boolean isPublished(Finding finding) {
        return !finding.control().shadow()
                && (finding.verdict().outcome() == VerdictOutcome.EXCEPTION
                        || finding.verdict().outcome() == VerdictOutcome.RATIFIED
                        || finding.previous() == VerdictOutcome.EXCEPTION);
    }

    @Override
    String key(Finding finding) {
        return finding.verdict().id();
    }

    @Override
    Headers headers(Finding finding) {
        Verdict verdict = finding.verdict();
        return new Headers()
                .with("ce_id", verdict.id() + "." + verdict.revision())
                .with("ce_source", source(verdict.control()))
                .with("ce_specversion", "1.0")
                .with("ce_type", "io.countersign.exception." + activity(finding).verb)
                .with("ce_subject", verdict.id())
                .with("ce_time", Rfc3339.format(verdict.time()))
                .with("content-type", "application/json");
    }

    /** A reference as of RFC 3986, whatever the control is called. */
    private static String source(String control) {
        try {
            return new URI(null, null, "/countersign/controls/" + control, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no reference can be made of control " + control, e);
        }
    }

    /** What happened to the finding, by OCSF's numbers. */
    private enum Activity {
        CREATE(1, 1, "created"),
        UPDATE(2, 1, "updated"),
        CLOSE(3, 4, "closed");

        private final int id;
        private final int statusId;
        private final String verb;

        Activity(int id, int statusId, String verb) {
            this.id = id;
            this.statusId = statusId;
            this.verb = verb;
        }
    }

    private static Activity activity(Finding finding) {
        if (finding.verdict().outcome() != VerdictOutcome.EXCEPTION) {
            return Activity.CLOSE;
        }
        return finding.previous() == VerdictOutcome.EXCEPTION ? Activity.UPDATE : Activity.CREATE;
    }

    @Override
    byte[] value(Finding finding) {
        Verdict verdict = finding.verdict();
        Activity activity = activity(finding);
        return JsonWriter.forReaders()
                .object(json -> json.member("activity_id", activity.id)
                        .member("category_uid", CATEGORY_UID)
                        .member("class_uid", CLASS_UID)
                        .objects("evidences", List.of(finding.action()), ExceptionMessages::evidence)
                        .member(
                                "finding_info",
                                info -> info.member("desc", finding.control().title())
                                        .member("title", Sentence.of(finding))
                                        .strings("types", List.of(verdict.control()))
                                        .member("uid", verdict.id()))
                        .member("message", Sentence.of(finding))
                        .member(
                                "metadata",
                                metadata -> metadata.member(
                                                "product",
                                                product -> product.member("name", "Countersign")
                                                        .member("vendor_name", "Countersign")
                                                        .member("version", productVersion))
                                        .member("uid", verdict.id() + "." + verdict.revision())
                                        .member("version", "1.8.0"))
                        .member("severity_id", severityId(finding.control().severity()))
                        .member("status_id", activity.statusId)
                        .member("time", verdict.time().toEpochMilli())
                        .member("type_uid", CLASS_UID * 100 + activity.id)
                        .member("unmapped", unmapped -> unmapped.json("countersign", Codec.write(verdict))))
                .toBytes();
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

    private static int severityId(String severity) {
        return switch (severity) {
            case "low" -> 2;
            case "medium" -> 3;
            case "high" -> 4;
            case "critical" -> 5;
            default -> throw new IllegalArgumentException("no severity is called '" + severity + "'");
        };
    }
}
