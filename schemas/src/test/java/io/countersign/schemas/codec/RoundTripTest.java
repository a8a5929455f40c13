package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.countersign.schemas.record.CanonicalRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Reading undoes writing, and the content of S6.1 depends on the contract fields and on nothing else. */
class RoundTripTest {

    /** An empty interval at either end cannot be moved on one side only. */
    private static final Set<String> ENDS_OF_TIME = Set.of("0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z");

    @Provide
    Arbitrary<CanonicalRecord> records() {
        return Arbitraries.randomValue(random -> new RandomRecords(random).any());
    }

    @Property(tries = 3000)
    void readingWhatWasWrittenGivesTheRecordBack(@ForAll("records") CanonicalRecord value) {
        assertThat(Attempt.of(Codec.write(value)).orThrow()).isEqualTo(value);
    }

    @Property(tries = 3000)
    void whatIsWrittenObeysItsContract(@ForAll("records") CanonicalRecord value) {
        assertThat(Contracts.objections(value.type().wireName(), Codec.write(value)))
                .isEmpty();
    }

    @Property
    void contentHasSortedMembersAndNothingEmpty(@ForAll("records") CanonicalRecord value) {
        ObjectNode content = JsonTrees.parse(Codec.content(value));

        assertThat(content.has("raw")).isFalse();
        assertSorted(content);
        for (JsonTrees.Place place : JsonTrees.places(content)) {
            assertThat(place.value().isNull()).as(place.path()).isFalse();
            if (place.value() instanceof ContainerNode<?> inner) {
                assertThat(inner).as(place.path()).isNotEmpty();
                assertSorted(inner);
            }
        }
    }

    private static void assertSorted(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        assertThat(names).isSorted();
    }

    @Property
    void contentIsInsensitiveToOrderAndUnknownMembers(@ForAll("records") CanonicalRecord value, @ForAll Random random) {
        ObjectNode tree = JsonTrees.parse(Codec.write(value));
        JsonTrees.places(tree).stream()
                .map(JsonTrees.Place::value)
                .filter(ObjectNode.class::isInstance)
                .forEach(inner -> ((ObjectNode) inner).putArray("x-unknown").addNull());
        tree.putObject("\u0000").put("type", "mark");

        assertSameContent(JsonTrees.bytes(JsonTrees.shuffled(tree, random)), value);
    }

    @Property
    void contentIsInsensitiveToNullsAndEmptyArraysWhereTheyMayBeAbsent(
            @ForAll("records") CanonicalRecord value, @ForAll Random random) {
        ObjectNode tree = JsonTrees.parse(Codec.write(value));
        List<ObjectNode> objects = new ArrayList<>(List.of(tree));
        JsonTrees.places(tree).stream()
                .map(JsonTrees.Place::value)
                .filter(ObjectNode.class::isInstance)
                .forEach(inner -> objects.add((ObjectNode) inner));
        for (ObjectNode object : objects) {
            for (String name : List.of("chain", "operations", "objects", "implementers", "environments", "exempt")) {
                if (!object.has(name)) {
                    object.set(name, random.nextBoolean() ? null : JsonNodeFactory.instance.arrayNode());
                }
            }
            for (String name : List.of("asset", "object", "window", "owner", "store", "approved_at", "interactive")) {
                if (!object.has(name)) {
                    object.putNull(name);
                }
            }
        }

        assertSameContent(JsonTrees.bytes(tree), value);
    }

    @Property
    void contentIsInsensitiveToTheSpellingOfTimes(@ForAll("records") CanonicalRecord value, @ForAll Random random) {
        ObjectNode tree = JsonTrees.parse(Codec.write(value));
        for (JsonTrees.Place place : JsonTrees.places(tree)) {
            Instant time = isTime(place) ? Rfc3339.parse(place.value().asText()) : null;
            if (time != null) {
                place.put(TextNode.valueOf(spelledDifferently(time, random)));
            }
        }

        assertSameContent(JsonTrees.bytes(tree), value);
    }

    private static boolean isTime(JsonTrees.Place place) {
        return List.of("time", "start", "end", "complete_through").contains(place.name())
                || place.name().endsWith("_at")
                || (place.name().equals("at") && place.path().startsWith("/approvals/"));
    }

    private static String spelledDifferently(Instant time, Random random) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(36 * 60) - 18 * 60) * 60);
        int year = time.atOffset(offset).getYear();
        if (year < 0 || year > 9999) {
            return Rfc3339.format(time).replace("Z", "999z");
        }
        String fraction =
                String.format(".%03d", time.toEpochMilli() - Math.floorDiv(time.toEpochMilli(), 1000L) * 1000);
        return DateTimeFormatter.ofPattern("uuuu-MM-dd't'HH:mm:ss").format(time.atOffset(offset))
                + fraction
                + random.nextInt(1_000_000)
                + (offset.getTotalSeconds() == 0 ? "-00:00" : offset.getId());
    }

    private static void assertSameContent(byte[] json, CanonicalRecord value) {
        CanonicalRecord read = Attempt.of(json).orThrow();

        assertThat(new String(Codec.content(read), StandardCharsets.UTF_8))
                .isEqualTo(new String(Codec.content(value), StandardCharsets.UTF_8));
        assertThat(Codec.contentSha256(read)).isEqualTo(Codec.contentSha256(value));
    }

    /** Alters each value of a record in turn, as long as the record stays readable. */
    @Property(tries = 300)
    void contentIsSensitiveToEveryContractField(@ForAll("records") CanonicalRecord value) {
        byte[] whole = Codec.write(value);
        int places = JsonTrees.places(JsonTrees.parse(whole)).size();
        for (int i = 0; i < places; i++) {
            ObjectNode tree = JsonTrees.parse(whole);
            JsonTrees.Place place = JsonTrees.places(tree).get(i);
            CanonicalRecord altered = altered(tree, place);
            if (altered != null) {
                assertThat(Codec.contentSha256(altered).equals(Codec.contentSha256(value)))
                        .as("equal content after altering %s", place.path())
                        .isEqualTo(place.path().startsWith("/raw/"));
            }
        }
    }

    /** The record with another value in one place; null if the value there is an object, which has values of its own. */
    private static @Nullable CanonicalRecord altered(ObjectNode tree, JsonTrees.Place place) {
        JsonNode value = place.value();
        if (value.isObject()) {
            return null;
        }
        for (JsonNode other : alternatives(value)) {
            place.put(other);
            CanonicalRecord read = Attempt.of(JsonTrees.bytes(tree)).value();
            if (read != null && read.type().wireName().equals(tree.get("type").asText())) {
                return read;
            }
        }
        if (place.path().equals("/type") || ENDS_OF_TIME.contains(value.asText())) {
            return null;
        }
        throw new AssertionError("no other value is readable at " + place.path());
    }

    private static List<JsonNode> alternatives(JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value.isBoolean()) {
            return List.of(nodes.booleanNode(!value.booleanValue()));
        }
        if (value.isNumber()) {
            return List.of(nodes.numberNode(value.longValue() + 1), nodes.numberNode(value.longValue() - 1));
        }
        if (value.isArray()) {
            List<JsonNode> others = new ArrayList<>();
            if (!value.isEmpty()) {
                JsonNode shorter = value.deepCopy();
                ((ArrayNode) shorter).remove(0);
                others.add(shorter);
            }
            others.add(nodes.arrayNode().addAll(List.copyOf(children(value))).add("y"));
            others.add(nodes.arrayNode()
                    .add(nodes.objectNode()
                            .put("by", "x")
                            .put("at", "2026-01-01T00:00:00Z")
                            .put("decision", "approved")));
            others.add(nodes.arrayNode().add(entitlement()));
            return others;
        }
        return alternativesOf(value.asText());
    }

    private static List<JsonNode> children(JsonNode array) {
        List<JsonNode> children = new ArrayList<>();
        array.forEach(children::add);
        return children;
    }

    private static ObjectNode entitlement() {
        ObjectNode entitlement = JsonNodeFactory.instance.objectNode().put("system", "x");
        entitlement.putArray("environments");
        entitlement.putArray("operations");
        return entitlement;
    }

    private static List<JsonNode> alternativesOf(String text) {
        List<JsonNode> others = new ArrayList<>();
        Instant time = Rfc3339.parse(text);
        if (time != null) {
            others.add(TextNode.valueOf(Rfc3339.format(time.plusMillis(1))));
            others.add(TextNode.valueOf(Rfc3339.format(time.minusMillis(1))));
        }
        others.add(TextNode.valueOf(text + "x"));
        for (String word : List.of(
                "machine",
                "human",
                "read",
                "write",
                "success",
                "failure",
                "normal",
                "release",
                "draft",
                "closed",
                "active",
                "cancelled",
                "retired",
                "rotated",
                "started",
                "available",
                "approved",
                "rejected")) {
            if (!word.equals(text)) {
                others.add(TextNode.valueOf(word));
            }
        }
        return others;
    }
}
