package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.VerdictOutcome;
import io.countersign.schemas.record.WireName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractsTest {

    static List<String> names() {
        return Contracts.names();
    }

    static Stream<String> recordNames() {
        return names().stream().filter(name -> !name.equals("common"));
    }

    @Test
    void everyRecordTypeHasAContract() {
        assertThat(names())
                .containsAll(Arrays.stream(RecordType.values())
                        .map(RecordType::wireName)
                        .toList())
                .contains("alert", "common", "exception", "population");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aContractIsAValidJsonSchemaUnderItsOwnAddress(String name) {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        JsonNode contract = Contracts.tree(name);

        assertThat(metaSchema.validate(contract)).isEmpty();
        assertThat(contract.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(contract.path("$id").asText()).isEqualTo(Contracts.BASE + name + "/v1.schema.json");
        assertThat(contract.path("title").asText()).isNotBlank();
        assertThat(contract.path("description").asText()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("recordNames")
    void aContractHasExamplesThatObeyIt(String name) {
        JsonNode examples = Contracts.tree(name).path("examples");

        assertThat(examples).isNotEmpty();
        for (JsonNode example : examples) {
            assertThat(Contracts.objections(name, JsonTrees.bytes(example))).isEmpty();
        }
    }

    static Stream<String> namesOfWhatFlows() {
        return recordNames().filter(name -> !Contracts.EVIDENCE.contains(name));
    }

    static Stream<String> namesOfEvidence() {
        return Contracts.EVIDENCE.stream().sorted();
    }

    @Test
    void theBuildCarriesEveryContract() {
        assertThat(ContractFiles.files().keySet())
                .containsExactlyElementsOf(
                        names().stream().map(name -> name + "/v1.schema.json").toList());
    }

    /** The verifier refuses members that it does not know, so the contract must. */
    @ParameterizedTest
    @MethodSource("namesOfEvidence")
    void aContractOfEvidenceRefusesAMemberThatItDoesNotName(String name) {
        for (JsonNode example : Contracts.tree(name).path("examples")) {
            ObjectNode more = example.deepCopy();
            more.put("remark", "x");

            assertThat(Contracts.objections(name, JsonTrees.bytes(more))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("namesOfWhatFlows")
    void aContractClosesNoObjectToUnknownMembers(String name) {
        assertThat(Contracts.tree(name).findValues("additionalProperties"))
                .noneMatch(value -> value.isBoolean() && !value.booleanValue());
        assertThat(Contracts.tree(name).findValues("unevaluatedProperties")).isEmpty();
    }

    @Test
    void theVocabulariesAreThoseOfTheCode() {
        assertThat(words("common", "/$defs/operation")).isEqualTo(wireNames(Operation.values()));
        assertThat(words("action", "/properties/outcome")).isEqualTo(wireNames(ActionOutcome.values()));
        assertThat(words("action", "/properties/actor/properties/kind")).isEqualTo(wireNames(ActorKind.values()));
        assertThat(words("change", "/properties/kind")).isEqualTo(wireNames(ChangeKind.values()));
        assertThat(words("change", "/properties/state")).isEqualTo(wireNames(ChangeState.values()));
        assertThat(words("change", "/properties/approvals/items/properties/decision"))
                .isEqualTo(wireNames(Decision.values()));
        assertThat(words("freeze", "/properties/state")).isEqualTo(wireNames(FreezeState.values()));
        assertThat(words("identity", "/properties/state")).isEqualTo(wireNames(IdentityState.values()));
        assertThat(words("credential", "/properties/state")).isEqualTo(wireNames(CredentialState.values()));
        assertThat(words("recording", "/properties/state")).isEqualTo(wireNames(RecordingState.values()));
        assertThat(words("verdict", "/properties/outcome")).isEqualTo(constants(VerdictOutcome.values()));

        List<String> reasons = new ArrayList<>(constants(Reason.values()));
        reasons.add("null");
        assertThat(words("verdict", "/properties/reason")).isEqualTo(reasons);
    }

    private static List<String> words(String contract, String pointer) {
        List<String> words = new ArrayList<>();
        Contracts.tree(contract).at(pointer).path("enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static List<String> wireNames(WireName[] values) {
        return Arrays.stream(values).map(WireName::wireName).toList();
    }

    private static List<String> constants(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
