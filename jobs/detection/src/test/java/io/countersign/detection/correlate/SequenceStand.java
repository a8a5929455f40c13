package io.countersign.detection.correlate;

import io.countersign.detection.judge.Fed;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.sequence.Candidate;
import io.countersign.schemas.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** A sequence as the one subtask of a job, behind the time that it lives by. What was found is kept over restores. */
final class SequenceStand implements AutoCloseable {

    private final SequenceFile file;
    private final String id;
    private final boolean isSingleEvent;
    private final boolean onRocksDb;
    private final List<MatchFinding> found = new ArrayList<>();
    private OneInputStreamOperatorTestHarness<Candidate, MatchFinding> harness;

    private SequenceStand(RuleFile rule, boolean onRocksDb) throws Exception {
        file = new SequenceFile(rule);
        id = file.compile().sequence().id();
        isSingleEvent = file.compile().sequence().isSingleEvent();
        this.onRocksDb = onRocksDb;
        harness = start(null);
    }

    /** On the heap, from no state. */
    static SequenceStand of(RuleFile rule) throws Exception {
        return new SequenceStand(rule, false);
    }

    /** On RocksDB, from no state. */
    static SequenceStand onRocksDb(RuleFile rule) throws Exception {
        return new SequenceStand(rule, true);
    }

    private OneInputStreamOperatorTestHarness<Candidate, MatchFinding> start(@Nullable OperatorSubtaskState state)
            throws Exception {
        OneInputStreamOperatorTestHarness<Candidate, MatchFinding> started;
        if (isSingleEvent) {
            started = new OneInputStreamOperatorTestHarness<>(new StreamFlatMap<>(new SingleEvent(file)));
        } else {
            Configuration configuration = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
            var keyed = new KeyedOneInputStreamOperatorTestHarness<>(
                    Correlation.operator(
                            file, TypeInformation.of(Candidate.class).createSerializer(new SerializerConfigImpl())),
                    new Correlation.Key(),
                    Types.STRING);
            keyed.getExecutionConfig().configure(configuration, SequenceStand.class.getClassLoader());
            keyed.setStateBackend(onRocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
            started = keyed;
        }
        started.setup();
        started.initializeState(state);
        started.open();
        return started;
    }

    /** Feeds what is of this sequence, and lets time come as far as was fed. */
    SequenceStand feed(List<Fed> feed) throws Exception {
        for (Fed fed : feed) {
            Candidate candidate = fed.candidate();
            if (candidate != null && candidate.sequence().equals(id)) {
                harness.processElement(
                        new StreamRecord<>(candidate, candidate.event().timeMillis()));
            } else if (fed.throughMillis() != null) {
                harness.processWatermark(fed.throughMillis());
            }
        }
        return this;
    }

    /** Ends as a failure would, and goes on from a checkpoint taken just before. */
    SequenceStand restore() throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        close();
        harness = start(snapshot);
        return this;
    }

    /** Everything found so far. */
    List<MatchFinding> found() {
        found.addAll(harness.extractOutputValues());
        harness.getOutput().clear();
        return found;
    }

    /** Everything found so far, as lines of S8. */
    List<String> lines() {
        return found().stream()
                .map(each -> new String(Codec.write(each.match()), StandardCharsets.UTF_8))
                .toList();
    }

    /** The ids of the events that came too late. */
    List<String> late() {
        var late = harness.getSideOutput(Correlation.LATE);
        return late == null
                ? List.of()
                : late.stream().map(each -> each.getValue().event().id()).toList();
    }

    /** How many entries the state has, and how many timers wait. */
    int entriesAndTimers() throws Exception {
        if (onRocksDb) {
            // It still counts the timers that it has only noted to be gone.
            harness.snapshot(1, 1);
        }
        StreamOperator<?> operator = harness.getOperator();
        AbstractKeyedStateBackend<?> keyed =
                (AbstractKeyedStateBackend<?>) ((CepOperator<?, ?, ?>) operator).<String>getKeyedStateBackend();
        int entries = keyed instanceof RocksDBKeyedStateBackend<?> rocks
                ? rocks.numKeyValueStateEntries()
                : ((HeapKeyedStateBackend<?>) keyed).numKeyValueStateEntries();
        return entries + harness.numEventTimeTimers() + harness.numProcessingTimeTimers();
    }

    @Override
    public void close() {
        found();
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("a sequence does not close", e);
        }
    }
}
