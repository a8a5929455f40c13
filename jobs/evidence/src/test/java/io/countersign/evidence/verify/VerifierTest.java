package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

    @TempDir
    private Path directory;

    private StoreFixture store() throws IOException {
        return StoreFixture.create(directory, StoreFixture.newKey()).checkpoints(2, 12);
    }

    private Verification verify(StoreFixture store) throws Exception {
        return EvidenceTable.verify(directory, store, true, true);
    }

    @Test
    void shouldSayWhatIsInAStore() throws Exception {
        StoreFixture store = store();
        Verification.Summary summary = verify(store).summary();

        assertThat(summary.head().size()).isEqualTo(store.log().size());
        assertThat(summary.segments()).isEqualTo(store.log().size() - 1);
        assertThat(summary.lines())
                .containsOnlyKeys("action", "change", "mark", "verdict", "match", "accounting", "heartbeat");
        assertThat(summary.from()).isEqualTo("2026-03-31T22:00:00.000Z");
        assertThat(summary.to()).isEqualTo("2026-03-31T22:10:00.000Z");
        assertThat(summary.epochs()).isEqualTo(1);
    }

    @Test
    void shouldFollowAKeyRotation() throws Exception {
        Verification found = verify(store().rotate(StoreFixture.newKey()).checkpoints(2, 12));

        assertThat(found.problems()).isEmpty();
        assertThat(found.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(found.summary().keys()).hasSize(2);
    }

    @Test
    void shouldFindARecordThatIsKeptApart() throws Exception {
        assertThat(verify(store().longRecord()).problems()).isEmpty();
    }
}
