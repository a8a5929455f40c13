package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.evidence.contract.Contracts;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.JudgingSettings;
import io.countersign.schemas.codec.ContractFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log writes obeys the contracts, and what is a little else does not. */
class StoreContractTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Members that are there or not, and objects whose members are names of the auditor's own things. */
    private static final Set<String> OPTIONAL = Set.of("previous", "raw", "request_id", "prev_manifest", "manifest");

    private static final Set<String> NAMED_FREELY = Set.of("dispositions", "counts", "sources");

    @TempDir
    private static Path directory;

    /** One of each kind that there is, by its kind; with the contract that it is under. */
    private static final Map<String, Sample> KINDS = new LinkedHashMap<>();

    private static final List<Sample> ALL = new ArrayList<>();

    private record Sample(String contract, String json) {}

    @BeforeAll
    static void writeStore() throws Exception {
        StoreFixture store = StoreFixture.create(directory.resolve("store"), StoreFixture.newKey())
                .checkpoints(2, 12)
                .longRecord()
                .rotate(StoreFixture.newKey());
        store.goBack(store.job()).checkpoints(1, 12);
        Forger forger = new Forger(store.directory());
        for (String key : forger.keys("segments/")) {
            for (byte[] line : forger.lines(key)) {
                add("evidence_line", line, lineKind(JSON.readTree(line)));
            }
        }
        for (byte[] leaf : forger.leaves()) {
            add("evidence_leaf", leaf, JSON.readTree(leaf).path("kind").asText());
        }
        FileSet rules = new FileSet(
                Map.of("c1.yaml", new byte[] {1}, "sub/c2.yaml", new byte[] {2}),
                Map.of("tickets", "marks", "vault", "assumed"),
                "0123456789abcdef".repeat(4));
        add("evidence_rules", forger.read(FileSet.RULES + rules.keep(store.storage(), FileSet.RULES)), "rules");
        Duration minute = Duration.ofMinutes(1);
        JudgingSettings settings = new JudgingSettings(
                Duration.ofDays(1), minute, Duration.ZERO, minute, minute, Duration.ofMillis(90_500), minute);
        assertThat(JudgingSettings.read(settings.toBytes())).isEqualTo(settings);
        add("evidence_settings", settings.toBytes(), "settings");
        FileSet contracts = FileSet.ofSchemas(ContractFiles.files());
        add(
                "evidence_schemas",
                forger.read(FileSet.SCHEMAS + contracts.keep(store.storage(), FileSet.SCHEMAS)),
                "contracts");
    }

    private static String lineKind(JsonNode line) {
        String apart = line.has("record") ? "" : " apart";
        return line.path("type").asText() + line.path("record").path("subject").asText() + apart;
    }

    private static void add(String contract, byte[] json, String kind) {
        Sample sample = new Sample(contract, new String(json, StandardCharsets.UTF_8));
        ALL.add(sample);
        KINDS.putIfAbsent(kind, sample);
    }

    private static boolean isObeyed(String contract, JsonNode json) throws IOException {
        return Contracts.objections(contract, JSON.writeValueAsString(json)).isEmpty();
    }

    @Test
    void shouldHaveSamplesOfEveryKind() {
        assertThat(KINDS.keySet())
                .contains("accountingpartition", "accountingcontrol", "accountingsequence")
                .contains("change apart", "segment", "epoch", "key_rotation", "rules", "settings", "contracts")
                .contains(
                        EvidenceType.HEARTBEAT.wireName(),
                        EvidenceType.ACTION.wireName(),
                        EvidenceType.VERDICT.wireName(),
                        EvidenceType.MARK.wireName(),
                        EvidenceType.MATCH.wireName());
    }

    @Test
    void shouldObeyTheContractsInAllThatIsWritten() {
        for (Sample sample : ALL) {
            assertThat(Contracts.objections(sample.contract(), sample.json()))
                    .as(sample.json())
                    .isEmpty();
        }
    }

    /** An object of a sample, and where it is. */
    private record Place(String path, ObjectNode object) {

        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private static List<Place> objects(String path, JsonNode node) {
        List<Place> places = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            places.add(new Place(path, object));
            for (String name : names(object)) {
                places.addAll(objects(path + "/" + name, object.path(name)));
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> places.addAll(objects(path, element)));
        }
        return places;
    }

    /** Below a canonical record, members follow the contract of what flows, which is open. */
    private static boolean isOfTheStore(String kind, String path) {
        return !path.startsWith("/record/") || kind.startsWith("accounting") || kind.equals("heartbeat");
    }

    @Test
    void shouldRefuseAMemberThatNoContractNames() throws Exception {
        for (Map.Entry<String, Sample> kind : KINDS.entrySet()) {
            JsonNode tree = JSON.readTree(kind.getValue().json());
            for (Place place : objects("", tree)) {
                if (isOfTheStore(kind.getKey(), place.path())) {
                    place.object().put("remark", 1);
                    assertThat(isObeyed(kind.getValue().contract(), tree))
                            .as("%s%s/remark", kind.getKey(), place.path())
                            .isFalse();
                    place.object().remove("remark");
                }
            }
        }
    }

    @Test
    void shouldRefuseANumberWhereATextBelongs() throws Exception {
        for (Map.Entry<String, Sample> kind : KINDS.entrySet()) {
            JsonNode tree = JSON.readTree(kind.getValue().json());
            for (Place place : objects("", tree)) {
                for (String name : names(place.object())) {
                    JsonNode value = place.object().get(name);
                    if (value.isTextual()) {
                        place.object().put(name, 1);
                        assertThat(isObeyed(kind.getValue().contract(), tree))
                                .as("%s%s/%s", kind.getKey(), place.path(), name)
                                .isFalse();
                        place.object().set(name, value);
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseAMissingMember() throws Exception {
        for (Map.Entry<String, Sample> kind : KINDS.entrySet()) {
            JsonNode tree = JSON.readTree(kind.getValue().json());
            for (Place place : objects("", tree)) {
                boolean isOpen = NAMED_FREELY.contains(place.name())
                        || (place.path().startsWith("/record") && !isOfTheStore(kind.getKey(), "/record/"));
                for (String name : isOpen ? List.<String>of() : names(place.object())) {
                    JsonNode value = place.object().remove(name);
                    assertThat(isObeyed(kind.getValue().contract(), tree))
                            .as("%s%s/%s", kind.getKey(), place.path(), name)
                            .isEqualTo(OPTIONAL.contains(name));
                    place.object().set(name, value);
                }
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
