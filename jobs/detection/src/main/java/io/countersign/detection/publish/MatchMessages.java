package io.countersign.detection.publish;

import io.countersign.detection.correlate.MatchFinding;
import io.countersign.rules.sequence.SequenceEvent;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Match;
import java.time.Instant;
import java.util.List;

/**
 * Matches of sequences as OCSF 1.8.0 Detection Findings (class 2004) with CloudEvents 1.0 headers in binary mode. Those of
 * a sequence in shadow are there, and said to be suppressed (S7). The bytes depend on the match alone.
 */
public final class MatchMessages extends TopicMessages<MatchFinding> {

    private static final long serialVersionUID = 1L;

    private static final int NEW = 1;
    private static final int SUPPRESSED = 3;

    private final String productVersion;

    /** For a topic; the version names this build. */
    public MatchMessages(String topic, String productVersion) {
        super(topic);
        this.productVersion = productVersion;
    }

    @Override
    String key(MatchFinding found) {
        return found.match().id();
    }

    @Override
    Headers headers(MatchFinding found) {
        Match match = found.match();
        return Headers.ofEvent(match, "match.created");
    }

    @Override
    byte[] value(MatchFinding found) {
        Match match = found.match();
        return JsonWriter.forReaders()
                .object(json -> json.member("activity_id", 1)
                        .member("category_uid", OcsfFinding.CATEGORY_UID)
                        .member("class_uid", OcsfFinding.CLASS_UID)
                        .objects("evidences", found.events(), MatchMessages::evidence)
                        .member(
                                "finding_info",
                                info -> info.member("desc", found.rule().title())
                                        .member("title", sentence(found))
                                        .strings("types", List.of(match.sequence()))
                                        .member("uid", match.id()))
                        .member("message", sentence(found))
                        .member(
                                "metadata",
                                metadata -> OcsfFinding.product(metadata, productVersion)
                                        .member("uid", match.id())
                                        .member("version", "1.8.0"))
                        .member(
                                "severity_id",
                                OcsfFinding.severityId(found.rule().severity()))
                        .member("status_id", found.rule().shadow() ? SUPPRESSED : NEW)
                        .member("time", match.time().toEpochMilli())
                        .member("type_uid", OcsfFinding.CLASS_UID * 100 + 1)
                        .member("unmapped", unmapped -> unmapped.json("countersign", Codec.write(match))))
                .toBytes();
    }

    private static void evidence(SequenceEvent event, JsonWriter json) {
        json.member(
                "data",
                data -> data.member("id", event.id())
                        .member("source", event.source())
                        .member("time", Instant.ofEpochMilli(event.timeMillis()))
                        .member("type", event.kind()));
    }

    /** What was found, as a sentence that can stand in a terminal or a spreadsheet. */
    static String sentence(MatchFinding found) {
        return Shown.noFormula(
                found.rule().title() + ": " + Shown.text(found.match().key()));
    }
}
