package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionBookTest {

    private final PartitionBook book = new PartitionBook();

    private void read(long offset) {
        book.message(new MessageRead("trail", "topic", 0, offset, 10));
    }

    private List<Account> drained() {
        List<Account> drained = new ArrayList<>();
        book.drain("actions", drained::add);
        return drained;
    }

    @Test
    void shouldListOffsetsWithoutAMessageAndCountAMessageOfSeveralDialectsOnce_E5() {
        read(4);
        read(4);
        read(7);
        read(8);
        assertThat(drained())
                .extracting(Account::offsets)
                .contains(new Account.Offsets("actions", "topic", 0, 4, 9, 3, 30, 2, List.of(new Account.Gap(5, 7))));
        assertThat(drained()).isEmpty();
    }

    @Test
    void shouldCountEveryGapAndListAThousand_E5() {
        for (int i = 0; i <= PartitionBook.MOST_GAPS + 5; i++) {
            read(2L * i);
        }
        Account.Offsets offsets = drained().stream()
                .map(Account::offsets)
                .filter(each -> each != null)
                .findFirst()
                .orElseThrow();
        assertThat(offsets.gapOffsets()).isEqualTo(PartitionBook.MOST_GAPS + 5);
        assertThat(offsets.gaps()).hasSize(PartitionBook.MOST_GAPS);
    }

    @Test
    void shouldCountEventsUnderTheirMessage_S6_3() {
        book.event("quarantined", "NOT_JSON");
        book.event();
        read(0);
        book.event("topic", 0, "in_scope");
        assertThat(drained())
                .extracting(Account::disposition)
                .contains(
                        new Account.Disposition("topic", 0, "quarantined/NOT_JSON", 1),
                        new Account.Disposition("topic", 0, PartitionBook.READ, 2),
                        new Account.Disposition("topic", 0, "in_scope", 1));
    }
}
