package io.countersign.launcher.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
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
}
