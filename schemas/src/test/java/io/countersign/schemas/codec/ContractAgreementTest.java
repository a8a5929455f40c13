package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.record.CanonicalRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The codec and the contract of a type accept and refuse the same JSON, as far as a JSON Schema can say it. */
class ContractAgreementTest {

    /** Depend on two values at once, or on an offset. */
    private static final Set<QuarantineReason> BEYOND_CONTRACTS =
            EnumSet.of(QuarantineReason.BAD_INTERVAL, QuarantineReason.TIME_OUT_OF_RANGE);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> VALUES = List.of(
            NODES.nullNode(),
            NODES.textNode(""),
            NODES.textNode("x"),
            NODES.textNode("approved"),
            NODES.textNode("active"),
            NODES.textNode("unknown"),
            NODES.textNode("MACHINE"),
            NODES.textNode("2026-03-31T22:00:00Z"),
            NODES.textNode("2026-03-31T22:00:00.123456+05:30"),
            NODES.textNode("2026-02-30T22:00:00Z"),
            NODES.textNode("2016-12-31T23:59:60Z"),
            NODES.textNode("2026-03-31T22:00:00Z\n"),
            NODES.textNode("2026-03-31"),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(1.5),
            NODES.numberNode(Integer.MAX_VALUE + 1L),
            NODES.numberNode(1L << 53),
            NODES.numberNode(-(1L << 53)),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(BigInteger.TEN.pow(30)),
            NODES.booleanNode(true),
            NODES.booleanNode(false),
            NODES.arrayNode(),
            NODES.arrayNode().add("x"),
            NODES.arrayNode().add(1),
            NODES.arrayNode().addNull(),
            NODES.arrayNode().add(NODES.objectNode()),
            NODES.objectNode(),
            NODES.objectNode().put("start", "2026-03-31T22:00:00Z").put("end", "2026-03-31T23:00:00Z"),
            NODES.objectNode().put("start", "2026-03-31T22:00:00Z"));

    @Provide
    Arbitrary<CanonicalRecord> records() {
        return Arbitraries.randomValue(random -> new RandomRecords(random).any());
    }

    @Property(tries = 10_000)
    void acceptAndRefuseTheSame(@ForAll("records") CanonicalRecord value, @ForAll Random random) {
        ObjectNode tree = JsonTrees.parse(Codec.write(value));
        for (int faults = random.nextInt(2); faults >= 0; faults--) {
            alter(tree, random);
        }
        byte[] json = JsonTrees.bytes(tree);

        Attempt attempt = Attempt.of(json);
        List<String> objections = Contracts.objections(value.type().wireName(), json);

        if (attempt.reason() == null) {
            assertThat(objections).as(new String(json, StandardCharsets.UTF_8)).isEmpty();
        } else if (!BEYOND_CONTRACTS.contains(attempt.reason())) {
            assertThat(objections)
                    .as("%s: %s: %s", attempt.reason(), attempt.detail(), new String(json, StandardCharsets.UTF_8))
                    .isNotEmpty();
        }
    }

    private static void alter(ObjectNode tree, Random random) {
        List<JsonTrees.Place> places = JsonTrees.places(tree).stream()
                .filter(place -> !place.path().equals("/type"))
                .toList();
        if (places.isEmpty()) {
            return;
        }
        JsonTrees.Place place = places.get(random.nextInt(places.size()));
        if (random.nextInt(4) == 0) {
            place.remove();
        } else {
            place.put(VALUES.get(random.nextInt(VALUES.size())).deepCopy());
        }
    }
}
