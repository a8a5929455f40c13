package io.countersign.launcher.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker/compose.yaml} as a tree, its anchors and merges resolved. */
final class Compose {

    /** The top of the repository. */
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    static final Path FILE = ROOT.resolve("docker/compose.yaml");

    private static final JsonNode TREE = yaml(FILE);

    private Compose() {}

    static JsonNode tree() {
        return TREE;
    }

    static JsonNode yaml(Path file) {
        try {
            return new ObjectMapper()
                    .valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every service, by name. */
    static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        TREE.path("services").properties().forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    static JsonNode service(String name) {
        return services().getOrDefault(name, MissingNode.getInstance());
    }

    /** The path of the settings file in the containers. */
    static String settingsTarget() {
        return TREE.path("x-settings").path("target").asText();
    }

    /** The texts of a list. */
    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    /** What a service of the launcher's image starts: its own entry point, or the image's. */
    static List<String> entrypoint(String service) throws IOException {
        List<String> own = texts(service(service).path("entrypoint"));
        return own.isEmpty()
                ? texts(new ObjectMapper()
                        .readTree(Dockerfile.read()
                                .stage("launcher")
                                .arguments("ENTRYPOINT")
                                .get(0)))
                : own;
    }
}
