package io.countersign.detection;

import io.countersign.detection.evidence.EvidenceFlow;
import io.countersign.detection.publish.AlertGroups;
import io.countersign.detection.publish.AlertMessages;
import io.countersign.detection.publish.ExceptionMessages;
import io.countersign.detection.publish.GroupedAlert;
import io.countersign.detection.publish.KafkaOutput;
import io.countersign.detection.publish.MatchMessages;
import io.countersign.detection.publish.OutputTopics;
import io.countersign.detection.publish.PopulationMessages;
import io.countersign.detection.publish.PopulationSums;
import io.countersign.detection.publish.PopulationTotal;
import io.countersign.detection.publish.QuarantineMessages;
import io.countersign.detection.publish.VerdictMessages;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Where the outputs of the topology go: to topics, and to the evidence log. */
final class Publication {

    private Publication() {}

    /** Keeps evidence of a topology that was built for it. */
    static void keep(DetectionTopology.Outputs outputs, EvidenceFlow flow) {
        DetectionTopology.Witness witness = Objects.requireNonNull(outputs.witness(), "witness");
        flow.keep(new EvidenceFlow.Inputs(
                witness.records(),
                outputs.findings(),
                outputs.matches().orElse(null),
                witness.accounts(),
                outputs.tallies()));
    }

    /** Writes to Kafka. */
    static void publish(DetectionTopology.Outputs outputs, KafkaOutput kafka, OutputTopics topics) {
        outputs.findings()
                .filter(ExceptionMessages::isPublished)
                .uid(OperatorUid.EXCEPTIONS)
                .sinkTo(kafka.sink("exceptions", new ExceptionMessages(topics.exceptions(), DetectionJob.VERSION)))
                .uid(OperatorUid.EXCEPTION_SINK);
        outputs.alerts()
                .keyBy(AlertGroups::keyOf, Types.STRING)
                .process(new AlertGroups())
                .returns(TypeInformation.of(GroupedAlert.class))
                .uid(OperatorUid.ALERTS)
                .sinkTo(kafka.sinkAtOnce(new AlertMessages(topics.alerts(), DetectionJob.VERSION)))
                .uid(OperatorUid.ALERT_SINK);
        outputs.findings()
                .sinkTo(kafka.sink("verdicts", new VerdictMessages(topics.verdicts())))
                .uid(OperatorUid.VERDICT_SINK);
        outputs.matches()
                .ifPresent(matches -> matches.sinkTo(
                                kafka.sinkAtOnce(new MatchMessages(topics.matches(), DetectionJob.VERSION)))
                        .uid(OperatorUid.MATCH_SINK));
        outputs.quarantine()
                .sinkTo(kafka.sink("quarantine", new QuarantineMessages(topics.quarantine(), DetectionJob.VERSION)))
                .uid(OperatorUid.QUARANTINE_SINK);
        outputs.tallies()
                .keyBy(PopulationSums::keyOf, Types.STRING)
                .process(new PopulationSums())
                .returns(TypeInformation.of(PopulationTotal.class))
                .uid(OperatorUid.POPULATION)
                .sinkTo(kafka.sink("population", new PopulationMessages(topics.population())))
                .uid(OperatorUid.POPULATION_SINK);
    }
}
