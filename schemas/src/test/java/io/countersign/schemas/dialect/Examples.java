package io.countersign.schemas.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A dialect's examples: records as the vendor documents them, each with all that is to be read in it, and captured files
 * with the number of events that end in each way. Everything is in scope, in one asset.
 *
 * @param dialect the dialect they are of
 * @param examples each with {@code title}, {@code doc} (the vendor's page), {@code message} and {@code gives}
 * @param corpora each with {@code files} (a glob below shared/data), {@code captured}, {@code gives} (how many) and, where
 *     the messages are cells of a CSV file, {@code csv_column}, where they are lines of another file than {@code *.jsonl},
 *     {@code lines}
 */
record Examples(String dialect, List<JsonNode> examples, List<JsonNode> corpora) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Members that are the same in every example and therefore not written down. */
    private static final List<String> NOT_WRITTEN = List.of("type", "source", "asset");

    /** A dialect's file as a tree, with its anchors resolved. */
    static JsonNode tree(String dialectFile) {
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(dialectFile));
    }

    /** Reads a file of examples. */
    static Examples of(Path file) throws IOException {
        JsonNode yaml = YAML.readTree(file.toFile());
        return new Examples(yaml.path("dialect").asText(), list(yaml.path("examples")), list(yaml.path("corpora")));
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    /** The dialect, with everything in scope if it reads actions. */
    Dialect over(Map<String, String> own) {
        String everything = """
                assets:
                  - { id: all, system: gl, environment: production, class: ledger, match: [{ dialect: %s }] }
                """.formatted(dialect);
        try {
            Dialects dialects = new Dialects("", Duration.ofMinutes(5), own);
            return dialects.readsActions(dialect)
                    ? new Dialects(everything, Duration.ofMinutes(5), own).create(dialect, null)
                    : dialects.create(dialect, null);
        } catch (InvalidFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What an example says is read in it. */
    static ArrayNode expected(JsonNode example) {
        ArrayNode expected = JSON.createArrayNode();
        example.path("gives").forEach(each -> {
            ObjectNode one = JSON.createObjectNode();
            each.properties().forEach(member -> one.set(member.getKey(), sorted(member.getValue())));
            expected.add(one);
        });
        return expected;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            ArrayNode elements = JSON.createArrayNode();
            node.forEach(each -> elements.add(sorted(each)));
            return elements;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
        return JSON.createObjectNode().setAll(members);
    }

    /** What is read in an example. */
    static ArrayNode given(Dialect dialect, JsonNode example) {
        Listing listing = new Listing();
        String message = example.path("message").asText();
        dialect.read(new Message("example", 0, 1, null, message.getBytes(StandardCharsets.UTF_8)), listing);
        return listing.given;
    }

    /** How many events of a corpus end in each way. */
    static Map<String, Integer> counts(Dialect dialect, JsonNode corpus) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Message message : messages(corpus)) {
            Listing listing = new Listing();
            dialect.read(message, listing);
            for (JsonNode each : listing.given) {
                Map.Entry<String, JsonNode> way = each.properties().iterator().next();
                boolean byReason = way.getValue().isTextual();
                counts.merge(way.getKey() + (byReason ? " " + way.getValue().asText() : ""), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** The numbers that a corpus is to give. */
    static Map<String, Integer> expectedCounts(JsonNode corpus) {
        Map<String, Integer> counts = new TreeMap<>();
        corpus.path("gives")
                .properties()
                .forEach(way -> counts.put(way.getKey(), way.getValue().asInt()));
        return counts;
    }

    /** The messages of a corpus: lines of JSON lines, cells of a column, else whole files. */
    static List<Message> messages(JsonNode corpus) throws IOException {
        String glob = corpus.path("files").asText();
        Path data = Objects.requireNonNull(
                SharedData.directory(glob.substring(0, glob.indexOf('/'))).getParent());
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        List<Path> files;
        try (Stream<Path> found = Files.walk(data)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(data.relativize(file)))
                    .sorted()
                    .toList();
        }
        List<Message> messages = new ArrayList<>();
        for (Path file : files) {
            if (corpus.has("csv_column")) {
                for (String cell : CsvCells.of(
                        Files.readString(file), corpus.path("csv_column").asText())) {
                    messages.add(new Message(
                            file.toString(), 0, messages.size() + 1L, null, cell.getBytes(StandardCharsets.UTF_8)));
                }
            } else {
                messages.addAll(
                        corpus.path("lines").asBoolean() ? SharedData.messages(file, true) : SharedData.messages(file));
            }
        }
        return messages;
    }

    /** Writes down what is handed over. */
    private static final class Listing implements EventHandler {

        private final ArrayNode given = JSON.createArrayNode();

        @Override
        public void action(Action action) {
            add("action", action);
        }

        @Override
        public void register(RegisterRecord registerRecord) {
            add(registerRecord.type().wireName(), registerRecord);
        }

        @Override
        public void mark(Mark mark) {
            add("mark", mark);
        }

        @Override
        public void outOfScope(String source, String reason) {
            given.addObject().put("out_of_scope", reason);
        }

        @Override
        public void noAction(String source, String reason) {
            given.addObject().put("no_action", reason);
        }

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
            given.addObject().put("quarantined", reason.name());
        }

        private void add(String name, CanonicalRecord canonical) {
            try {
                ObjectNode content = (ObjectNode) JSON.readTree(Codec.content(canonical));
                content.remove(NOT_WRITTEN);
                given.addObject().set(name, content);
            } catch (IOException e) {
                throw new IllegalStateException("content is always JSON", e);
            }
        }
    }
}
