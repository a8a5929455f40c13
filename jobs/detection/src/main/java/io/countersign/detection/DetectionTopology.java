package io.countersign.detection;

import io.countersign.detection.ingest.Dispatch;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.Quarantined;
import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.Tally;
import io.countersign.detection.judge.ActionKey;
import io.countersign.detection.judge.Alert;
import io.countersign.detection.judge.Finding;
import io.countersign.detection.judge.JudgeOperator;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.record.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.util.OutputTag;

/** What the job computes: ingested events in, findings out. The edges are its caller's. */
public final class DetectionTopology {

    private static final OutputTag<RegisterEvent> REGISTER =
            new OutputTag<>("register", TypeInformation.of(RegisterEvent.class));
    private static final OutputTag<Quarantined> QUARANTINE =
            new OutputTag<>("quarantine", TypeInformation.of(Quarantined.class));
    private static final OutputTag<Tally> TALLIES = new OutputTag<>("tallies", TypeInformation.of(Tally.class));
    private static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", TypeInformation.of(Alert.class));

    private DetectionTopology() {}

    /**
     * What comes out.
     *
     * @param findings every revision of every verdict
     * @param quarantine what could not be read
     * @param tallies numbers to add to the population equations (S6.3)
     * @param alerts what responders are told at once; nothing in a bounded run
     */
    public record Outputs(
            DataStream<Finding> findings,
            DataStream<Quarantined> quarantine,
            DataStream<Tally> tallies,
            DataStream<Alert> alerts) {}

    /**
     * Builds the flow.
     *
     * @param inputs the ingested events by the name of their input, which operator uids carry
     * @param rules the rule files in force, known to be valid
     */
    public static Outputs build(
            Map<String, DataStream<Ingested>> inputs, List<RuleFile> rules, JudgeSettings settings) {
        List<DataStream<Action>> actions = new ArrayList<>();
        List<DataStream<RegisterEvent>> register = new ArrayList<>();
        List<DataStream<Quarantined>> quarantine = new ArrayList<>();
        List<DataStream<Tally>> tallies = new ArrayList<>();
        inputs.forEach((name, input) -> {
            SingleOutputStreamOperator<Action> dispatch = input.transform(
                            "dispatch " + name,
                            TypeInformation.of(Action.class),
                            new Dispatch(REGISTER, QUARANTINE, TALLIES))
                    .uid(OperatorUid.DISPATCH + name);
            actions.add(dispatch);
            register.add(dispatch.getSideOutput(REGISTER));
            quarantine.add(dispatch.getSideOutput(QUARANTINE));
            tallies.add(dispatch.getSideOutput(TALLIES));
        });

        DataStream<Finding> findings = judge(union(actions), union(register), rules, settings);
        tallies.add(sideOutput(findings, TALLIES));
        return new Outputs(findings, union(quarantine), union(tallies), sideOutput(findings, ALERTS));
    }

    private static <T> DataStream<T> sideOutput(DataStream<Finding> findings, OutputTag<T> tag) {
        return new DataStream<>(
                findings.getExecutionEnvironment(), new SideOutputTransformation<>(findings.getTransformation(), tag));
    }

    /** Keyed actions beside a broadcast register, which the fluent API offers for functions but not for operators. */
    private static DataStream<Finding> judge(
            DataStream<Action> actions,
            DataStream<RegisterEvent> register,
            List<RuleFile> rules,
            JudgeSettings settings) {
        TwoInputTransformation<Action, RegisterEvent, Finding> judge = new TwoInputTransformation<>(
                actions.keyBy(new ActionKey(), Types.INT).getTransformation(),
                register.broadcast().getTransformation(),
                "judge",
                new JudgeOperator(rules, settings, TALLIES, ALERTS),
                TypeInformation.of(Finding.class),
                actions.getExecutionEnvironment().getParallelism());
        judge.setStateKeySelectors(new ActionKey(), null);
        judge.setStateKeyType(Types.INT);
        judge.setUid(OperatorUid.JUDGE);
        actions.getExecutionEnvironment().addOperator(judge);
        return new DataStream<>(actions.getExecutionEnvironment(), judge);
    }

    private static <T> DataStream<T> union(List<DataStream<T>> streams) {
        DataStream<T> first = streams.get(0);
        for (DataStream<T> other : streams.subList(1, streams.size())) {
            first = first.union(other);
        }
        return first;
    }
}
