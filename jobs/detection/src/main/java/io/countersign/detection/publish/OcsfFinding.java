package io.countersign.detection.publish;

import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.Severity;
import io.countersign.schemas.codec.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a rule found, as OCSF 1.8.0 Detection Finding (class 2004) with what is ours under {@code unmapped.countersign}
 * (E10).
 *
 * @param uid the id of the finding
 * @param rule the rule that found it
 * @param sentence the finding in words that can stand in a terminal or a spreadsheet
 * @param time when it happened
 * @param version the id of this word on the finding
 * @param group what it belongs together with; null if nothing
 * @param activity what happened to the finding
 * @param status how far it is dealt with
 */
record OcsfFinding(
        String uid,
        RuleCard rule,
        String sentence,
        Instant time,
        String version,
        @Nullable String group,
        Activity activity,
        Status status) {

    private static final int CLASS_UID = 2004;
    private static final int CATEGORY_UID = 2;

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
        SUPPRESSED(3),
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
     * @param evidences the member of that name
     * @param top further members
     * @param own the JSON of what is ours
     */
    byte[] toBytes(String productVersion, Consumer<JsonWriter> evidences, Consumer<JsonWriter> top, byte[] own) {
        return JsonWriter.forReaders()
                .object(json -> {
                    json.member("activity_id", activity.id)
                            .member("category_uid", CATEGORY_UID)
                            .member("class_uid", CLASS_UID);
                    evidences.accept(json);
                    json.member(
                                    "finding_info",
                                    info -> info.member("desc", rule.title())
                                            .member("title", sentence)
                                            .strings("types", List.of(rule.id()))
                                            .member("uid", uid))
                            .member("message", sentence)
                            .member(
                                    "metadata",
                                    metadata -> metadata.member("correlation_uid", group)
                                            .member(
                                                    "product",
                                                    product -> product.member("name", "Countersign")
                                                            .member("vendor_name", "Countersign")
                                                            .member("version", productVersion))
                                            .member("uid", version)
                                            .member("version", "1.8.0"))
                            .member("severity_id", severityId(rule.severity()));
                    top.accept(json);
                    json.member("status_id", status.id)
                            .member("time", time.toEpochMilli())
                            .member("type_uid", CLASS_UID * 100 + activity.id)
                            .member("unmapped", unmapped -> unmapped.json("countersign", own));
                })
                .toBytes();
    }

    private static int severityId(Severity severity) {
        return switch (severity) {
            case LOW -> 2;
            case MEDIUM -> 3;
            case HIGH -> 4;
            case CRITICAL -> 5;
        };
    }
}
