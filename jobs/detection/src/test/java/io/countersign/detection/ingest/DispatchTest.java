package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatchTest {

    private static final OutputTag<RegisterEvent> REGISTER =
            new OutputTag<>("register", TypeInformation.of(RegisterEvent.class));
    private static final OutputTag<Quarantined> QUARANTINE =
            new OutputTag<>("quarantine", TypeInformation.of(Quarantined.class));
    private static final OutputTag<Tally> TALLIES = new OutputTag<>("tallies", TypeInformation.of(Tally.class));

    private static final Action ACTION = new Action(
            "a",
            Instant.parse("2026-03-31T12:00:00Z"),
            "trail",
            new Actor("ci", ActorKind.MACHINE, null, null, List.of()),
            null,
            Operation.WRITE,
            null,
            ActionOutcome.SUCCESS,
            null,
            null,
            null,
            null,
            null);
    private static final Quarantined BAD =
            new Quarantined("trail", "topic", 0, 1, 0, QuarantineReason.NOT_JSON, "detail", new byte[0]);

    private final OneInputStreamOperatorTestHarness<Ingested, Action> dispatch;

    DispatchTest() throws Exception {
        dispatch =
                new OneInputStreamOperatorTestHarness<>(new Dispatch("actions", REGISTER, QUARANTINE, TALLIES, null));
    }

    @BeforeEach
    void open() throws Exception {
        dispatch.open();
    }

    @AfterEach
    void close() throws Exception {
        dispatch.close();
    }

    @Test
    void shouldSendEverythingWhereItBelongs() throws Exception {
        deliver(
                Ingested.action(ACTION),
                Ingested.register(RegisterEvent.of("{}")),
                Ingested.register(RegisterEvent.ofCaughtUp("register-0")),
                Ingested.quarantined(BAD));
        assertThat(dispatch.extractOutputValues()).containsExactly(ACTION);
        assertThat(side(REGISTER)).containsExactly(RegisterEvent.of("{}"), RegisterEvent.ofCaughtUp("register-0"));
        assertThat(side(QUARANTINE)).extracting(Quarantined::detail).containsExactly("detail");
    }

    @Test
    void shouldKeepTheTimeOfActions() throws Exception {
        dispatch.processElement(Ingested.action(ACTION), 42);
        assertThat(dispatch.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(42);
    }

    @Test
    void shouldCountEveryEventAsReadAndMessagesApart_S6_3() throws Exception {
        deliver(
                Ingested.action(ACTION),
                Ingested.quarantined(BAD),
                Ingested.passedOver(source("out_of_scope", "NO_ASSET", 5)),
                Ingested.message(new MessageRead("trail", "topic", 0, 1, 10)),
                Ingested.message(new MessageRead("trail", "topic", 0, 2, 10)),
                Ingested.register(RegisterEvent.of("{}")),
                Ingested.register(RegisterEvent.ofCaughtUp("register-0")));
        assertThat(side(TALLIES)).isEmpty();
        dispatch.prepareSnapshotPreBarrier(1);
        assertThat(side(TALLIES))
                .as("register records are counted where they are learnt")
                .containsExactlyInAnyOrder(
                        source("read", null, 7),
                        source("quarantined", "NOT_JSON", 1),
                        source("out_of_scope", "NO_ASSET", 5),
                        source("messages", null, 2));
    }

    @Test
    void shouldHandCountsOnByTheSecondAndAtTheEnd() throws Exception {
        deliver(Ingested.action(ACTION));
        dispatch.setProcessingTime(1_000);
        assertThat(side(TALLIES)).containsExactly(source("read", null, 1));
        deliver(Ingested.action(ACTION));
        dispatch.endInput();
        assertThat(side(TALLIES)).containsExactly(source("read", null, 1), source("read", null, 1));
    }

    private void deliver(Ingested... events) throws Exception {
        for (Ingested each : events) {
            dispatch.processElement(each, 0);
        }
    }

    private <T> List<T> side(OutputTag<T> tag) {
        List<T> values = new ArrayList<>();
        Iterable<StreamRecord<T>> output = dispatch.getSideOutput(tag);
        if (output != null) {
            output.forEach(each -> values.add(each.getValue()));
        }
        return values;
    }

    private static Tally source(String term, @Nullable String reason, long count) {
        return new Tally(Tally.Subject.SOURCE, "trail", term, reason, count);
    }
}
