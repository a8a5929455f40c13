package io.countersign.evidence.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.codec.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is one spelling of every value, and everything else is refused; Jackson is who says what a value is. */
class CanonicalJsonTest {

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private static boolean accepts(byte[] json) {
        byte[] bytes = Arrays.copyOf(json, json.length + 1 + CanonicalJson.ROOM);
        bytes[json.length] = '\n';
        Arrays.fill(bytes, json.length + 1, bytes.length, (byte) '"');
        try {
            new CanonicalJson((depth, nameFrom, nameTo, valueFrom, valueTo) -> {}, new LineValues())
                    .check(bytes, 0, json.length);
            return true;
        } catch (LineFormatException e) {
            return false;
        }
    }

    private static boolean accepts(String json) {
        return accepts(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What Jackson reads, written again by the writer of evidence with members sorted. */
    private static byte[] again(byte[] json) throws IOException {
        JsonNode tree = JACKSON.readTree(json);
        byte[] wrapped =
                JsonWriter.forEvidence().object(writer -> members(writer, tree)).toBytes();
        return wrapped;
    }

    private static void members(JsonWriter writer, JsonNode object) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        object.fieldNames().forEachRemaining(name -> sorted.put(name, object.get(name)));
        sorted.forEach((name, value) -> {
            if (value.isObject()) {
                writer.member(name, inner -> members(inner, value));
            } else if (value.isTextual()) {
                writer.member(name, value.textValue());
            } else if (value.isBoolean()) {
                writer.member(name, value.booleanValue());
            } else if (value.isIntegralNumber()) {
                writer.json(name, value.asText().getBytes(StandardCharsets.UTF_8));
            } else {
                writer.json(name, array(value));
            }
        });
    }

    private static byte[] array(JsonNode array) {
        List<String> elements = new ArrayList<>();
        for (JsonNode each : array) {
            byte[] wrapped = JsonWriter.forEvidence()
                    .object(writer -> members(writer, JACKSON.createObjectNode().set("x", each)))
                    .toBytes();
            String text = new String(wrapped, StandardCharsets.UTF_8);
            elements.add(text.substring("{\"x\":".length(), text.length() - 1));
        }
        return ("[" + String.join(",", elements) + "]").getBytes(StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> values() {
        return value(3);
    }

    private static Arbitrary<String> value(int depth) {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("ab\u00e9\u20ac\ud83d\ude00\u0000\u001f\u007f\b\t\n\f\r\"\\/\u2028\ufeff"
                        .replaceAll("[\\ud83d\\ude00]", ""))
                .ofMaxLength(6)
                .map(CanonicalJsonTest::spelt);
        Arbitrary<String> scalar = Arbitraries.oneOf(
                text,
                Arbitraries.longs()
                        .between(-9_999_999_999_999_999L, 9_999_999_999_999_999L)
                        .map(String::valueOf),
                Arbitraries.of("true", "false", "0", "\"\ud83d\ude00\""));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<String> object = Arbitraries.maps(
                        Arbitraries.strings().withChars("aAbB_09").ofMaxLength(3), value(depth - 1))
                .ofMaxSize(4)
                .map(map -> {
                    List<String> members = new ArrayList<>();
                    new TreeMap<>(map).forEach((name, each) -> members.add("\"" + name + "\":" + each));
                    return "{" + String.join(",", members) + "}";
                });
        Arbitrary<String> array = value(depth - 1).list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]");
        return Arbitraries.oneOf(scalar, object, array);
    }

    private static String spelt(String text) {
        String object = new String(
                JsonWriter.forEvidence().object(json -> json.member("x", text)).toBytes(), StandardCharsets.UTF_8);
        return object.substring("{\"x\":".length(), object.length() - 1);
    }

    @Property(tries = 500)
    void shouldAcceptWhatIsCanonicalAndWhatItAcceptsHasOneSpelling(@ForAll("values") String value) throws IOException {
        byte[] json = ("{\"x\":" + value + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(accepts(json)).as(value).isTrue();
        assertThat(again(json)).as(value).isEqualTo(json);
    }

    /** Whatever is done to canonical bytes: what is accepted is still the one spelling of what Jackson makes of it. */
    @Property(tries = 2000)
    void shouldAcceptNothingThatJacksonSpellsOtherwise(@ForAll("values") String value, @ForAll long seed)
            throws IOException {
        byte[] json = ("{\"x\":" + value + ",\"y\":[{\"a\":\"\u00e9\"},-1]}").getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        String pieces = "{}[]\",:\\ue0123abtrue \t-.\u00e9\ud83d\ude00";
        for (int round = 0; round < 20; round++) {
            byte[] piece = {(byte) random.nextInt(256)};
            if (random.nextBoolean()) {
                piece = new byte[] {(byte) pieces.charAt(random.nextInt(20))};
            }
            int at = random.nextInt(json.length);
            int dropped = random.nextInt(3);
            byte[] mutant = new byte[json.length + 1];
            System.arraycopy(json, 0, mutant, 0, at);
            mutant[at] = piece[0];
            int rest = Math.min(json.length, at + dropped);
            System.arraycopy(json, rest, mutant, at + 1, json.length - rest);
            mutant = Arrays.copyOf(mutant, at + 1 + json.length - rest);
            boolean isOneLine = true;
            for (byte b : mutant) {
                isOneLine &= b != '\n';
            }
            if (isOneLine && accepts(mutant)) {
                assertThat(new String(again(mutant), StandardCharsets.ISO_8859_1))
                        .isEqualTo(new String(mutant, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "null",
                "{\"a\":null}",
                "{\"a\":1.0}",
                "{\"a\":1e3}",
                "{\"a\":1E3}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":-0}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":12345678901234567}",
                "{\"a\":1,\"a\":1}",
                "{\"b\":1,\"a\":1}",
                "{\"ab\":1,\"a\":1}",
                "{\"x\":{\"b\":1,\"a\":1}}",
                "{\"x\":[{\"a\":1,\"a\":2}]}",
                "{\"\u00e9\":1}",
                "{\"\\u0061\":1}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\" :1}",
                "{\"a\": 1}",
                "{ \"a\":1}",
                "{\"a\":1} ",
                "{\"a\":1}{}",
                "{\"a\":1}\r",
                "{\"a\":\"\\/\"}",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":\"\\u000a\"}",
                "{\"a\":\"\\u001F\"}",
                "{\"a\":\"\\u007f\"}",
                "{\"a\":\"\\ud83d\\ude00\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"}",
                "{\"a\":tru}",
                "{\"a\":truee}",
                "{\"a\":True}",
                "{\"a\"}",
                "{\"a\":}",
            })
    void shouldRefuse(String json) {
        assertThat(accepts(json)).isFalse();
    }

    @Test
    void shouldRefuseEveryTextThatIsNotUtf8() {
        for (int first = 0x80; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second++) {
                for (int[] rest : new int[][] {{}, {0x80}, {0x80, 0x80}, {0xbf, 0xbf}, {'a'}}) {
                    byte[] json = new byte[9 + rest.length];
                    byte[] start = "{\"a\":\"".getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(start, 0, json, 0, 6);
                    json[6] = (byte) first;
                    json[7] = (byte) second;
                    for (int i = 0; i < rest.length; i++) {
                        json[8 + i] = (byte) rest[i];
                    }
                    byte[] whole = Arrays.copyOf(json, json.length + 1);
                    whole[json.length - 1] = '"';
                    whole[json.length] = '}';
                    if (second != '\n') {
                        String text = new String(whole, StandardCharsets.UTF_8);
                        boolean isUtf8 = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), whole);
                        if (!isUtf8) {
                            assertThat(accepts(whole))
                                    .as("%02x %02x %s", first, second, Arrays.toString(rest))
                                    .isFalse();
                        } else if (second >= 0x80) {
                            assertThat(accepts(whole)).as(text).isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseNestingThatNoRecordHas() throws JsonProcessingException {
        assertThat(accepts("{\"a\":".repeat(68) + "1" + "}".repeat(68))).isTrue();
        assertThat(accepts("{\"a\":".repeat(69) + "1" + "}".repeat(69))).isFalse();
        assertThat(accepts("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isFalse();
    }

    @Test
    void shouldNameTheByteThatIsWrong() {
        byte[] bytes = Arrays.copyOf("..{\"b\":1,\"a\":2}\n".getBytes(StandardCharsets.UTF_8), 40);
        CanonicalJson json = new CanonicalJson((depth, nameFrom, nameTo, valueFrom, valueTo) -> {}, new LineValues());
        assertThatThrownBy(() -> json.check(bytes, 2, 15)).hasMessage("has members that are not sorted (byte 8)");
        assertThatCode(() -> json.check(Arrays.copyOf("{}\n".getBytes(StandardCharsets.UTF_8), 20), 0, 2))
                .doesNotThrowAnyException();
    }
}
