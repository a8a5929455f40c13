package io.countersign.detection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.Tally;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PopulationSumsTest {

    @Test
    void shouldSumUpTheTermsOfEachSourceAndControlApartOverARestore_S6_3() throws Exception {
        var before = harness(null);
        before.processElement(of(Tally.Subject.SOURCE, "trail", "read", null, 3), 0);
        before.processElement(of(Tally.Subject.SOURCE, "trail", "quarantined", "NOT_JSON", 1), 0);
        before.processElement(of(Tally.Subject.CONTROL, "trail", "pending", null, 2), 0);
        OperatorSubtaskState snapshot = before.snapshot(1, 1);
        before.close();

        var after = harness(snapshot);
        after.processElement(of(Tally.Subject.SOURCE, "trail", "read", null, 4), 0);
        after.processElement(of(Tally.Subject.CONTROL, "trail", "pending", null, -2), 0);
        assertThat(after.extractOutputValues())
                .isEqualTo(List.of(
                        new PopulationTotal("source", "trail", Map.of("read", 7L, "quarantined/NOT_JSON", 1L)),
                        new PopulationTotal("control", "trail", Map.of("pending", 0L))));
        assertThat(after.numKeyedStateEntries())
                .as("one for each source or control that has been counted")
                .isEqualTo(2);
        after.close();
    }

    private static Tally of(Tally.Subject subject, String name, String term, @Nullable String reason, long count) {
        return new Tally(subject, name, term, reason, count);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Tally, PopulationTotal> harness(
            @Nullable OperatorSubtaskState snapshot) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PopulationSums()), PopulationSums::keyOf, Types.STRING);
        harness.setup();
        harness.initializeState(snapshot);
        harness.open();
        return harness;
    }
}
