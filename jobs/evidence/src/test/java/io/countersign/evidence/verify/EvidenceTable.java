package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of E6: a sound store, a copy of it to corrupt, and what each column of the table shows of that. One instance a
 * class: the classes of the table run at the same time, and each has a store and a key of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EvidenceTable {

    static final int CHECKPOINTS = 4;
    static final int RECORDS = 12;

    StoreFixture sound;
    Path older;

    @TempDir
    Path directory;

    Forger forger;

    @BeforeAll
    void writeStore(@TempDir Path shared) throws IOException {
        sound = StoreFixture.create(shared.resolve("sound"), StoreFixture.newKey())
                .checkpoints(CHECKPOINTS - 1, RECORDS);
        older = shared.resolve("older");
        Forger.copy(sound.directory(), older);
        sound.checkpoints(1, RECORDS);
    }

    @BeforeEach
    void copyStore() throws IOException {
        forger = Forger.copy(sound.directory(), directory.resolve("store"));
    }

    final Verification verify(boolean known, boolean accounting) throws Exception {
        return verify(forger.store(), sound, known, accounting);
    }

    static Verification verify(Path store, StoreFixture truth, boolean known, boolean accounting) throws Exception {
        Trust trust = new Trust(
                StoreFixture.NAME,
                List.of(truth.signer().verifierKey()),
                known ? List.of(Trust.Known.read("kept.note", truth.storage().read(Checkpoints.CURRENT))) : List.of());
        List<SourceOffsets.End> ends =
                accounting ? SourceOffsets.parse(truth.job().sourceOffsets()).ends() : List.of();
        return Verifier.verify(
                new PosixStorage(store), trust, new Verifier.Scope(accounting, ends, 2), (done, of) -> {});
    }

    /** Exactly these codes, and this exit code, in a column. */
    final void expect(String column, int exitCode, Set<Code> codes) throws Exception {
        Verification found = verify(column.equals("known"), column.equals("accounting"));
        assertThat(found.problems().stream().map(Problem::code).distinct().toList())
                .as("%s: %s", column, found.problems())
                .containsExactlyInAnyOrderElementsOf(codes);
        assertThat(found.outcome().exitCode()).as(column).isEqualTo(exitCode);
    }

    final void expect(int alone, int known, int accounting, Set<Code> codes, Set<Code> more, Set<Code> evenMore)
            throws Exception {
        expect("alone", alone, codes);
        expect("known", known, union(codes, more));
        expect("accounting", accounting, union(codes, evenMore));
    }

    private static Set<Code> union(Set<Code> one, Set<Code> other) {
        Set<Code> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    final String segmentWithActions() throws Exception {
        return forger.find(EvidenceType.ACTION).key();
    }
}
