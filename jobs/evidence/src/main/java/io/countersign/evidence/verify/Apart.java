package io.countersign.evidence.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.line.LineFormatException;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A record that is too long for its line and kept apart from it; or that there is none. */
final class Apart {

    /** That the record is in its line. */
    static final Apart NONE = new Apart(null, null);

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();

    private final byte @Nullable [] bytes;
    private final @Nullable JsonNode json;

    private Apart(byte @Nullable [] bytes, @Nullable JsonNode json) {
        this.bytes = bytes;
        this.json = json;
    }

    /** The record of these bytes. */
    static Apart of(byte[] bytes) throws LineFormatException {
        try {
            return new Apart(bytes, JSON.readTree(bytes));
        } catch (IOException e) {
            throw new LineFormatException("has a record apart that is no JSON");
        }
    }

    boolean isThere() {
        return bytes != null;
    }

    byte @Nullable [] bytes() {
        return bytes;
    }

    /** A member; null if there is none. */
    @Nullable
    String text(String name) {
        return json == null ? null : json.path(name).textValue();
    }

    /** A member; -1 if there is none. */
    long number(String name) {
        return json == null ? -1 : json.path(name).asLong(-1);
    }
}
