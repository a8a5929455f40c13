package io.countersign.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.evidence.EvidenceTarget;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Sequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job as a graph, without a broker. */
class DetectionTopologyTest {

    @TempDir
    Path directory;

    private StreamExecutionEnvironment env = new StreamExecutionEnvironment();

    @BeforeEach
    void wire() throws Exception {
        Path file = directory.resolve("countersign.yaml");
        Files.writeString(directory.resolve("assets.yaml"), "assets: []\n");
        Files.writeString(file, """
                kafka:
                  bootstrap.servers: "127.0.0.1:1"
                  transactional.id.prefix: test
                rules: %s
                assets: assets.yaml
                checkpoint: { directory: /nowhere }
                parallelism: 2
                sources:
                  - { topic: actions, dialect: countersign.canonical, role: actions }
                  - { topic: register, dialect: countersign.canonical, role: register, source: itsm, completeness: marks }
                """.formatted(Path.of("../../rules/catalog").toAbsolutePath()));
        DetectionSettings settings = DetectionSettings.load(file, Map.of());
        env = StreamExecutionEnvironment.getExecutionEnvironment(DetectionJob.configuration(settings));
        DetectionJob.wire(
                env,
                settings,
                Catalog.load(settings.rules()),
                new DialectFactory(settings.times().maxSkew(), ""),
                Map.of("register-0", 7L),
                new EvidenceTarget("log", "/nowhere", "/nowhere.key", 2, 1, List.of(0L, 0L), "0", "0", "0"));
    }

    /** State is found by these texts: a savepoint of any release must find all of its own here, unchanged. */
    @Test
    void shouldGiveEveryOperatorTheUidItHasForEver() {
        Set<String> uids = uids(env.getStreamGraph(false));
        uids.removeIf(uid -> uid.matches(".*-[0-9a-f]{64}"));
        assertThat(uids)
                .containsExactly(
                        "action-source",
                        "alert-sink",
                        "alerts",
                        "dispatch-actions",
                        "dispatch-register",
                        "evidence-findings",
                        "evidence-lanes",
                        "evidence-ledger",
                        "evidence-of-matches",
                        "evidence-of-matches-counted",
                        "evidence-sink",
                        "evidence-sink: gather",
                        "evidence-tallies",
                        "exception-sink",
                        "exceptions",
                        "judge",
                        "late-events",
                        "match-sink",
                        "population",
                        "population-sink",
                        "quarantine-sink",
                        "register-source",
                        "sequence-events-actions",
                        "sequence-events-register",
                        "sequence-events-verdicts",
                        "sequence-time-actions",
                        "sequence-time-register",
                        "sequence-time-verdicts",
                        "verdict-sink");
    }

    /** A sequence that means something else must not go on with what an earlier one had begun (T17). */
    @Test
    void shouldNameTheOperatorsOfASequenceAfterTheBytesOfItsRuleFile() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Sequence sequence :
                Catalog.load(Path.of("../../rules/catalog").toAbsolutePath()).sequences()) {
            expected.add("events-of-sequence-" + sequence.id() + "-" + sequence.fileSha256());
            expected.add("sequence-" + sequence.id() + "-" + sequence.fileSha256());
        }
        Set<String> uids = uids(env.getStreamGraph(false));
        uids.removeIf(uid -> !uid.matches(".*-[0-9a-f]{64}"));
        assertThat(uids).isNotEmpty().isEqualTo(expected);
    }

    private static Set<String> uids(StreamGraph graph) {
        Set<String> uids = new TreeSet<>();
        for (StreamNode node : graph.getStreamNodes()) {
            String uid = node.getTransformationUID();
            assertThat(uid).as(node.getOperatorName()).isNotNull();
            if (uid != null && !node.getOperatorName().endsWith(": Committer")) {
                uids.add(uid);
            }
        }
        return uids;
    }

    @Test
    void shouldSplitKeyedStateIntoAsManyPartsForEver() {
        for (StreamNode node : env.getStreamGraph(false).getStreamNodes()) {
            assertThat(node.getMaxParallelism()).as(node.getOperatorName()).isEqualTo(128);
        }
    }

    @Test
    void shouldBeBuiltWithoutGenericTypesAndGeneratedUids() {
        StreamGraph graph = env.getStreamGraph(false);
        assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
        assertThat(graph.getExecutionConfig().hasAutoGeneratedUIDsEnabled()).isFalse();
        assertThat(graph.getJobGraph().getNumberOfVertices()).isPositive();
    }

    @Test
    void shouldMoveNothingBetweenOperatorsThatKryoWouldHaveToWrite() {
        Set<Class<?>> elements = new LinkedHashSet<>();
        for (TypeInformation<?> type : typesBetweenOperators()) {
            assertThat(type).isNotInstanceOf(GenericTypeInfo.class);
            if (type instanceof PojoTypeInfo<?> pojo) {
                elements.add(pojo.getTypeClass());
            }
        }
        assertThat(elements)
                .extracting(Class::getSimpleName)
                .containsExactlyInAnyOrder(
                        "Ingested",
                        "Action",
                        "RegisterEvent",
                        "Quarantined",
                        "Tally",
                        "Finding",
                        "Fed",
                        "Candidate",
                        "MatchFinding",
                        "Alert",
                        "GroupedAlert",
                        "PopulationTotal",
                        "EvidenceRecord",
                        "Account",
                        "NumberedLine");
        elements.forEach(PojoTestUtils::assertSerializedAsPojoWithoutKryo);
    }

    private List<TypeInformation<?>> typesBetweenOperators() {
        Set<Transformation<?>> transformations = new LinkedHashSet<>();
        for (Transformation<?> end : env.getTransformations()) {
            transformations.addAll(end.getTransitivePredecessors());
        }
        List<TypeInformation<?>> types = new ArrayList<>();
        transformations.forEach(each -> types.add(each.getOutputType()));
        return types;
    }
}
