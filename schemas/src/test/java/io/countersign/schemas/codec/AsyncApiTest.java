package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of the topics hangs together, and with the contracts beside it. */
class AsyncApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode api = yaml(Contracts.DIRECTORY.resolve("asyncapi.yaml"));

    @Test
    void everyReferenceResolves() throws IOException {
        List<String> references = references(api);

        assertThat(references).hasSizeGreaterThan(30);
        for (String reference : references) {
            assertThat(resolve(Contracts.DIRECTORY, api, reference))
                    .as(reference)
                    .isTrue();
        }
    }

    @Test
    void everyReferenceBetweenContractsResolves() throws IOException {
        for (String name : Contracts.names()) {
            JsonNode contract = Contracts.tree(name);
            for (String reference : references(contract)) {
                assertThat(resolve(Contracts.DIRECTORY.resolve(name), contract, reference))
                        .as("%s in %s", reference, name)
                        .isTrue();
            }
        }
    }

    private static boolean resolve(Path directory, JsonNode document, String reference) throws IOException {
        int hash = reference.indexOf('#');
        String file = hash < 0 ? reference : reference.substring(0, hash);
        String pointer = hash < 0 ? "" : reference.substring(hash + 1);
        if (file.isEmpty()) {
            return !document.at(pointer).isMissingNode();
        }
        Path target = directory.resolve(file);
        return Files.isRegularFile(target)
                && !JSON.readTree(target.toFile()).at(pointer).isMissingNode();
    }

    private static List<String> references(JsonNode node) {
        return node.findValues("$ref").stream().map(JsonNode::asText).toList();
    }

    @Test
    void theTopicsOfE10AreThere() {
        assertThat(texts(api.path("channels"), "address"))
                .contains(
                        "countersign.exceptions.v1",
                        "countersign.verdicts.v1",
                        "countersign.quarantine.v1",
                        "countersign.alerts.v1",
                        "countersign.population.v1");
    }

    @Test
    void everyChannelIsReadOrWritten() {
        Set<String> used = new TreeSet<>();
        api.path("operations")
                .forEach(operation -> used.add(operation.at("/channel/$ref").asText()));

        assertThat(used).containsExactlyElementsOf(references("#/channels/", api.path("channels")));
    }

    @Test
    void everyMessageIsOnAChannelAndEveryContractOfATopicIsUsed() {
        Set<String> used = new TreeSet<>();
        api.path("channels").forEach(channel -> used.addAll(references(channel.path("messages"))));
        assertThat(used)
                .containsExactlyElementsOf(references("#/components/messages/", api.at("/components/messages")));

        Set<String> contracts = new TreeSet<>(Contracts.names());
        contracts.removeAll(Set.of("common", "match"));
        contracts.removeAll(Contracts.EVIDENCE);
        assertThat(references(api))
                .containsAll(contracts.stream()
                        .map(name -> "./" + name + "/v1.schema.json")
                        .toList());
    }

    private static Set<String> references(String prefix, JsonNode definitions) {
        Set<String> references = new TreeSet<>();
        definitions.fieldNames().forEachRemaining(name -> references.add(prefix + name));
        return references;
    }

    @Test
    void theReasonsOfQuarantineAreThoseOfTheCode() {
        List<String> reasons = new ArrayList<>();
        api.at("/components/messages/quarantined/headers/properties/reason/enum")
                .forEach(reason -> reasons.add(reason.asText()));

        assertThat(reasons)
                .isEqualTo(
                        Arrays.stream(QuarantineReason.values()).map(Enum::name).toList());
    }

    @Test
    void registerRecordsAndMarksAreKeyedBySource() {
        api.at("/channels/register/messages")
                .fieldNames()
                .forEachRemaining(name -> assertThat(references(api.at("/components/messages/" + name + "/traits")))
                        .as(name)
                        .containsExactly("#/components/messageTraits/keyedBySource"));
    }

    private static List<String> texts(JsonNode objects, String member) {
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> object.path(member).asText())
                .toList();
    }

    private static JsonNode yaml(Path file) {
        try {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return JSON.valueToTree(loaded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
