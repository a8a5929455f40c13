package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void escapesAsRfc8785DoesAndNothingElse() {
        assertThat(written(new JsonWriter()
                        .object(json -> json.member("\b\t\n\f\r\"\\", "\u0000\u001f/\u007f\u0080\u2028é😀\ue000"))))
                .isEqualTo("{\"\\b\\t\\n\\f\\r\\\"\\\\\":\"\\u0000\\u001f/\u007f\u0080\u2028é😀\ue000\"}");
    }

    @Test
    void shouldEscapeForReadersWhatActsOnATerminalAndLeaveTheTextTheSame() {
        String text = "a\u007f\u0080\u202e\u2028\ufeff\ue000é😀" + Character.toString(0xe0041) + "\u200bz";
        String written = written(JsonWriter.forReaders().object(json -> json.member("t", text)));
        assertThat(written)
                .isEqualTo("{\"t\":\"a\\u007f\\u0080\\u202e\\u2028\\ufeff\\ue000é😀\\udb40\\udc41\\u200bz\"}");
        assertThat(JsonTrees.parse(written.getBytes(StandardCharsets.UTF_8))
                        .path("t")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void leavesOutAbsentMembersOrWritesThemAsNull() {
        assertThat(written(new JsonWriter().object(JsonWriterTest::nothing))).isEqualTo("{\"last\":false}");
        assertThat(written(JsonWriter.forReadersWithNulls().object(JsonWriterTest::nothing)))
                .isEqualTo("{\"text\":null,\"time\":null,\"number\":null,\"truth\":null,\"last\":false}");
    }

    private static void nothing(JsonWriter json) {
        json.member("text", (String) null)
                .member("time", (Instant) null)
                .member("number", (Number) null)
                .member("truth", (Boolean) null)
                .member("last", false);
    }

    @Test
    void separatesMembersAroundObjectsAndArrays() {
        assertThat(written(new JsonWriter()
                        .object(json -> json.member("a", inner -> {})
                                .strings("b", List.of())
                                .member("c", inner -> inner.member("d", 1))
                                .objects("e", List.of(1, 2), (value, each) -> each.member("f", value))
                                .strings("g", List.of("h", "i"))
                                .member("j", Long.MIN_VALUE))))
                .isEqualTo("{\"a\":{},\"b\":[],\"c\":{\"d\":1},\"e\":[{\"f\":1},{\"f\":2}],\"g\":[\"h\",\"i\"],"
                        + "\"j\":-9223372036854775808}");
    }

    private static String written(JsonWriter writer) {
        return new String(writer.toBytes(), StandardCharsets.UTF_8);
    }
}
