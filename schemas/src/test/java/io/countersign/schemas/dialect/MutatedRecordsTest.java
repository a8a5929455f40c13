package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.RegisterRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records that were tampered with are read as a strict reader reads them, or quarantined; whatever an attacker or a careless
 * collector does to one, nothing falls over and nothing is guessed.
 */
class MutatedRecordsTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final int MUTANTS = 25;
    private static final int LARGEST = 16 * 1024;
    private static final int FROM_A_CORPUS = 60;

    static List<String> names() {
        return Dialects.builtInNames();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldReadAMutantAsAStrictReaderDoes(String name) throws Exception {
        DialectDefinition definition =
                DialectFile.compile(name + ".yaml", Dialects.builtInFile(name)).with(null, null, Duration.ofMinutes(5));
        EventMapping mapping = definition.type() == RecordType.ACTION
                ? new ActionMapping(definition, everything(name))
                : new RegisterMapping(definition);
        Dialect dialect = definition.reader(mapping);
        JsonNode file = Examples.tree(Dialects.builtInFile(name));
        StrictReading strict = new StrictReading(
                definition,
                mapping,
                texts(file.path("free_form")),
                texts(file.path("json_texts")),
                texts(file.path("postgres_messages")));
        Random random = new Random(name.hashCode());
        for (byte[] message : messages(name)) {
            JsonNode tree = definition.format() == null ? StrictReading.tree(message) : null;
            for (int i = 0; i < MUTANTS; i++) {
                if (tree == null) {
                    // Of a log of text only that something becomes of it can be said.
                    byte[] mutant = scramble(message, random);
                    assertThat(outcomes(dialect, mutant).outcomes)
                            .as(shown(mutant))
                            .isNotEmpty();
                } else {
                    compare(dialect, strict, tree, random);
                }
            }
        }
    }

    private static void compare(Dialect dialect, StrictReading strict, JsonNode tree, Random random) {
        JsonNode mutant = tree.deepCopy();
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            mutate(mutant, random);
        }
        byte[] bytes = written(mutant, random).getBytes(StandardCharsets.UTF_8);
        Outcomes expected = new Outcomes();
        strict.read(mutant, expected);

        assertThat(outcomes(dialect, bytes).sorted()).as(shown(bytes)).isEqualTo(expected.sorted());

        byte[] doubled = doubled(tree, random).getBytes(StandardCharsets.UTF_8);
        if (doubled.length > 0) {
            assertThat(outcomes(dialect, doubled).outcomes)
                    .as(shown(doubled))
                    .anyMatch(outcome -> outcome.startsWith("quarantined"));
        }
    }

    private static String shown(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static AssetScope everything(String name) throws Exception {
        return AssetScope.parse(
                "assets.yaml",
                "assets: [{ id: all, system: gl, environment: p, class: c, match: { dialect: '" + name + "' } }]",
                Map.of(name, Set.of()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<byte[]> messages(String name) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        Path file = EXAMPLES.resolve(name + ".yaml");
        if (!Files.exists(file)) {
            return messages;
        }
        Examples examples = Examples.of(file);
        for (JsonNode example : examples.examples()) {
            messages.add(example.path("message").asText().getBytes(StandardCharsets.UTF_8));
        }
        for (JsonNode corpus : examples.corpora()) {
            List<Message> all = Examples.messages(corpus);
            int step = Math.max(1, all.size() / FROM_A_CORPUS);
            for (int i = 0; i < all.size(); i += step) {
                byte[] value = Objects.requireNonNull(all.get(i).value());
                if (value.length <= LARGEST) {
                    messages.add(value);
                }
            }
        }
        return messages;
    }

    private static byte[] scramble(byte[] message, Random random) {
        byte[] mutant = message.clone();
        for (int i = random.nextInt(4); i >= 0 && mutant.length > 0; i--) {
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        return mutant;
    }

    /** Drops, retypes, nests or moves a member of some object. */
    private static void mutate(JsonNode tree, Random random) {
        List<ObjectNode> objects = new ArrayList<>();
        gather(tree, objects);
        if (objects.isEmpty()) {
            return;
        }
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        JsonNode value = object.get(name);
        JsonNodeFactory make = JsonNodeFactory.instance;
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> object.remove(name);
            case 3 -> object.set(name, make.nullNode());
            case 4 -> object.set(name, make.numberNode(random.nextInt(1000)));
            case 5 -> object.set(name, make.textNode(random.nextBoolean() ? "" : "x"));
            case 6 -> object.set(name, make.objectNode().set("x", value));
            case 7 -> object.set(name, make.arrayNode().add(value));
            case 8 -> object.set(name, make.booleanNode(random.nextBoolean()));
            default -> object.set(names.get(random.nextInt(names.size())), value);
        }
    }

    private static void gather(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        if (node instanceof ContainerNode<?> container) {
            container.forEach(each -> gather(each, objects));
        }
    }

    /** The tree as JSON, with its members in any order and its characters escaped here and there. */
    private static String written(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
            Collections.shuffle(members, random);
            List<String> written = new ArrayList<>();
            members.forEach(
                    member -> written.add(text(member.getKey(), random) + " : " + written(member.getValue(), random)));
            return "{" + String.join(" ,\n", written) + "}";
        }
        if (node instanceof ArrayNode array) {
            List<String> written = new ArrayList<>();
            array.forEach(each -> written.add(written(each, random)));
            return "[ " + String.join(",", written) + "]";
        }
        return node.isTextual() ? text(node.textValue(), random) : node.toString();
    }

    private static String text(String text, Random random) {
        StringBuilder written = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) || random.nextInt(20) == 0) {
                written.append(String.format("\\u%04x", (int) c));
            } else {
                written.append(c);
            }
        }
        return written.append('"').toString();
    }

    /** The tree with a member that some object has twice; empty if none has a member. */
    private static String doubled(JsonNode tree, Random random) {
        JsonNode copy = tree.deepCopy();
        List<ObjectNode> objects = new ArrayList<>();
        gather(copy, objects);
        objects.removeIf(ObjectNode::isEmpty);
        if (objects.isEmpty()) {
            return "";
        }
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        String name = object.fieldNames().next();
        object.set("\u0001twin", object.get(name));
        return copy.toString()
                .replace(
                        "\\u0001twin",
                        new String(JsonStringEncoder.getInstance().quoteAsString(name)));
    }

    private static Outcomes outcomes(Dialect dialect, byte[] bytes) {
        Outcomes outcomes = new Outcomes();
        dialect.read(new Message("t", 0, 0, null, bytes), outcomes);
        return outcomes;
    }

    /** What became of the events. Ids that are hashes of bytes are left out, for the bytes differ. */
    private static final class Outcomes implements EventHandler {

        private final List<String> outcomes = new ArrayList<>();

        List<String> sorted() {
            return outcomes.stream()
                    .map(outcome -> outcome.startsWith("quarantined") ? "quarantined" : outcome)
                    .sorted()
                    .toList();
        }

        @Override
        public void action(Action action) {
            String content = new String(Codec.content(action), StandardCharsets.UTF_8);
            String sha256 = Objects.requireNonNull(action.raw()).sha256();
            outcomes.add(action.id().equals(sha256) ? content.replace(sha256, "hash") : content);
        }

        @Override
        public void register(RegisterRecord registerRecord) {
            outcomes.add(new String(Codec.content(registerRecord), StandardCharsets.UTF_8));
        }

        @Override
        public void mark(Mark mark) {
            outcomes.add(mark.toString());
        }

        @Override
        public void outOfScope(String source, String reason) {
            outcomes.add("out of scope");
        }

        @Override
        public void noAction(String source, String reason) {
            outcomes.add("no action " + reason);
        }

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
            outcomes.add("quarantined " + reason);
        }
    }
}
