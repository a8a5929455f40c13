package io.countersign.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.dialect.EventHandler;
import io.countersign.schemas.dialect.Message;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured with is what the job reads without complaint, and as much of it in scope as is said. */
class LoadTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 37, 100})
    void shouldBringExactlyTheShareOfEventsIntoScopeThatIsAskedFor(int percent) throws Exception {
        CloudTrailEvents events = new CloudTrailEvents(7, 2_000, Workload.parse("in-scope=" + percent));

        Read read = new Read();
        Dialect dialect = dialects().create("aws.cloudtrail", null);
        events.forEachRemaining(load -> dialect.read(message(load), read));

        assertThat(read.unreadable).isEmpty();
        assertThat(read.actions).hasSize(2_000 * percent / 100).hasSize(events.inScope());
        assertThat(read.outOfScope).isEqualTo(2_000 - events.inScope());
        assertThat(events.selected()).isBetween(events.inScope() / 2, events.inScope());
        assertThat(read.actions.stream().map(Action::id)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"live=1, 2, 240", "'live=300,past=70,identities=1000', 740, 1040"})
    void shouldWriteARegisterOfAsManyRecordsAsAreAskedFor(String text, int versions, int inventory) throws Exception {
        Workload workload = Workload.parse(text);

        Read read = new Read();
        RegisterRecords records = new RegisterRecords(7, workload);
        Dialect changes = dialects().create("servicenow.change_request", null);
        Dialect canonical = dialects().create("countersign.canonical", null);
        records.changes(load -> changes.read(message(load), read));
        records.inventory(load -> canonical.read(message(load), read));

        assertThat(read.unreadable).isEmpty();
        assertThat(read.marks).isEmpty();
        assertThat(RegisterRecords.changeVersions(workload)).isEqualTo(versions);
        assertThat(RegisterRecords.inventoryRecords(workload)).isEqualTo(inventory);
        assertThat(read.register).hasSize(versions + inventory);
    }

    @Test
    void shouldMarkBothSourcesAsCompleteThroughTheLastEvent() throws Exception {
        Read read = new Read();
        dialects().create("servicenow.change_request", null).read(message(RegisterRecords.changesMark()), read);
        dialects().create("countersign.canonical", null).read(message(RegisterRecords.inventoryMark()), read);

        assertThat(read.marks)
                .extracting(Mark::source)
                .containsExactly(RegisterRecords.CHANGES, RegisterRecords.INVENTORY);
        assertThat(read.marks)
                .allSatisfy(mark -> assertThat(mark.completeThrough()).isAfter(Company.START.plus(Company.SPAN)));
    }

    @Test
    void shouldGiveTheSameBytesForTheSameSeedOnly() {
        assertThat(bytes(7)).isEqualTo(bytes(7));
        assertThat(bytes(8)).isNotEqualTo(bytes(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-scope=0", "in-scope=101", "live=0", "past=-1", "identities=x", "live", ""})
    void shouldRefuseAWorkloadThatMeansNothing(String text) {
        assertThatThrownBy(() -> Workload.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    private static Set<String> bytes(long seed) {
        Set<String> messages = new HashSet<>();
        new CloudTrailEvents(seed, 200, Workload.BASE)
                .forEachRemaining(load -> messages.add(new String(load.value(), StandardCharsets.UTF_8)));
        new RegisterRecords(seed, Workload.BASE)
                .changes(load -> messages.add(new String(load.value(), StandardCharsets.UTF_8)));
        return messages;
    }

    private static Dialects dialects() throws Exception {
        return new Dialects(Company.assetsYaml(), Duration.ofMinutes(5));
    }

    private static Message message(Load load) {
        return new Message("topic", 0, 0, load.timestampMillis(), load.value());
    }

    private static final class Read implements EventHandler {

        private final List<Action> actions = new ArrayList<>();
        private final List<RegisterRecord> register = new ArrayList<>();
        private final List<Mark> marks = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();
        private int outOfScope;

        @Override
        public void action(Action action) {
            actions.add(action);
        }

        @Override
        public void register(RegisterRecord registerRecord) {
            register.add(registerRecord);
        }

        @Override
        public void mark(Mark mark) {
            marks.add(mark);
        }

        @Override
        public void outOfScope(String source, String reason) {
            outOfScope++;
        }

        @Override
        public void noAction(String source, String reason) {
            unreadable.add(reason);
        }

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
            unreadable.add(detail);
        }
    }
}
