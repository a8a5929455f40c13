package io.countersign.detection.publish;

import io.countersign.schemas.codec.Shown;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of a message, all of them text. Readers print them as they are: values are short lines without anything that
 * acts on a terminal or a spreadsheet.
 */
final class Headers {

    private static final int LONGEST_VALUE = 2_000;

    private final RecordHeaders headers = new RecordHeaders();

    Headers with(String name, String value) {
        String shown = Shown.noFormula(Shown.text(value, LONGEST_VALUE));
        headers.add(name, shown.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RecordHeaders toRecordHeaders() {
        return headers;
    }
}
