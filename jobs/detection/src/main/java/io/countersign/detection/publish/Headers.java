package io.countersign.detection.publish;

import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of a message, all of them text. Readers print them as they are: values are short lines without anything that
 * acts on a terminal or a spreadsheet.
 */
final class Headers {

    private static final int LONGEST_VALUE = 2_000;

    private final RecordHeaders headers = new RecordHeaders();

    /**
     * Those of a CloudEvent in binary mode about a verdict.
     *
     * @param version unique beside the verdict's id
     * @param type what happened, below {@code io.countersign}
     */
    static Headers ofEvent(Verdict verdict, String version, String type) {
        return ofEvent(
                verdict.id() + "." + version, "controls/" + verdict.control(), type, verdict.id(), verdict.time());
    }

    /**
     * Those of a CloudEvent in binary mode about a match.
     *
     * @param type what happened, below {@code io.countersign}
     */
    static Headers ofEvent(Match match, String type) {
        return ofEvent(match.id(), "sequences/" + match.sequence(), type, match.id(), match.time());
    }

    private static Headers ofEvent(String id, String source, String type, String subject, Instant time) {
        return new Headers()
                .with("ce_id", id)
                .with("ce_source", reference("/countersign/" + source))
                .with("ce_specversion", "1.0")
                .with("ce_type", "io.countersign." + type)
                .with("ce_subject", subject)
                .with("ce_time", Rfc3339.format(time))
                .with("content-type", "application/json");
    }

    /** A reference as of RFC 3986, whatever the rule is called. */
    private static String reference(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no reference can be made of " + path, e);
        }
    }

    Headers with(String name, String value) {
        String shown = Shown.noFormula(Shown.text(value, LONGEST_VALUE));
        headers.add(name, shown.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RecordHeaders toRecordHeaders() {
        return headers;
    }
}
