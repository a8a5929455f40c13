package io.countersign.detection.publish;

import io.countersign.detection.correlate.MatchFinding;
import io.countersign.rules.sequence.SequenceEvent;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Match;
import java.time.Instant;

/**
 * Matches of sequences as OCSF 1.8.0 Detection Findings (class 2004) with CloudEvents 1.0 headers in binary mode. Those of
 * a sequence in shadow are there, and said to be suppressed (S7). The bytes depend on the match alone.
 */
public final class MatchMessages extends TopicMessages<MatchFinding> {

    private static final long serialVersionUID = 1L;

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
        return new OcsfFinding(
                        match.id(),
                        found.rule(),
                        sentence(found),
                        match.time(),
                        match.id(),
                        null,
                        OcsfFinding.Activity.CREATE,
                        found.rule().shadow() ? OcsfFinding.Status.SUPPRESSED : OcsfFinding.Status.NEW)
                .toBytes(
                        productVersion,
                        json -> json.objects("evidences", found.events(), MatchMessages::evidence),
                        top -> {},
                        Codec.write(match));
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
