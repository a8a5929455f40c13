package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {

    @TempDir
    private Path directory;

    static Verification verify(StoreFixture store, boolean known, boolean accounting) throws Exception {
        Storage storage = store.storage();
        List<Trust.Known> checkpoints =
                known ? List.of(Trust.Known.read("kept", storage.read("checkpoint"))) : List.of();
        return Verifier.verify(
                storage,
                new Trust(StoreFixture.NAME, List.of(store.signer().verifierKey()), checkpoints),
                new Verifier.Scope(
                        accounting,
                        accounting
                                ? SourceOffsets.parse(store.job().sourceOffsets())
                                        .ends()
                                : List.of(),
                        2),
                (done, of) -> {});
    }

    private StoreFixture store() throws IOException {
        return StoreFixture.create(directory, StoreFixture.newKey()).checkpoints(5, 20);
    }

    @Test
    void shouldFindASoundStoreConsistent() throws Exception {
        Verification found = verify(store(), false, true);
        assertThat(found.problems()).isEmpty();
        assertThat(found.outcome()).isEqualTo(Outcome.CONSISTENT_UNANCHORED);
        assertThat(found.summary().lines())
                .containsKeys("action", "change", "mark", "verdict", "match", "accounting", "heartbeat");
    }

    @Test
    void shouldVerifyAStoreThatAKnownCheckpointIsOf() throws Exception {
        Verification found = verify(store(), true, true);
        assertThat(found.problems()).isEmpty();
        assertThat(found.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    @Test
    void shouldFollowAKeyRotation() throws Exception {
        StoreFixture store = store();
        Map<String, ?> before = Map.of("old", store.signer());
        assertThat(before).isNotEmpty();
        store.rotate(StoreFixture.newKey()).checkpoints(2, 20);
        Verification found = verify(store, true, true);
        assertThat(found.problems()).isEmpty();
        assertThat(found.outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(found.summary().keys()).hasSize(2);
    }

    @Test
    void shouldCountOnceWhatANewEpochRepeats() throws Exception {
        StoreFixture store = store();
        FixtureJob savepoint = store.job().copy();
        store.checkpoints(3, 20).goBack(savepoint).checkpoints(4, 20);
        Verification found = verify(store, true, true);
        assertThat(found.problems()).isEmpty();
        assertThat(found.summary().epochs()).isEqualTo(2);
    }

    @Test
    void shouldFindARecordThatIsKeptApart() throws Exception {
        StoreFixture store = store().longRecord();
        assertThat(verify(store, true, true).problems()).isEmpty();
    }
}
