package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.FailingStorage;
import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer that dies at any call to its store: whoever comes after it and is given the same makes the same of it. */
class CrashTest {

    /** What a writer does. */
    private interface Commit {
        void to(Storage storage) throws IOException;
    }

    private static void assertSame(MemoryStorage storage, MemoryStorage undisturbed, String what) {
        SortedMap<String, byte[]> found = apartFromStaging(storage);
        SortedMap<String, byte[]> expected = apartFromStaging(undisturbed);
        assertThat(found.keySet()).as(what).isEqualTo(expected.keySet());
        found.forEach((key, bytes) -> {
            if (!Arrays.equals(bytes, expected.get(key))) {
                assertThat(bytes).as("%s of %s", key, what).isEqualTo(expected.get(key));
            }
        });
    }

    private static SortedMap<String, byte[]> apartFromStaging(MemoryStorage storage) {
        SortedMap<String, byte[]> objects = new TreeMap<>(storage.objects());
        objects.keySet().removeIf(key -> key.startsWith("staging/"));
        return objects;
    }

    private static int diesAtEveryCall(MemoryStorage before, Commit commit) throws IOException {
        MemoryStorage undisturbed = new MemoryStorage(before);
        FailingStorage counted = new FailingStorage(undisturbed, Integer.MAX_VALUE, false);
        commit.to(counted);
        for (int call = 0; call < counted.calls(); call++) {
            for (boolean isDone : new boolean[] {false, true}) {
                MemoryStorage storage = new MemoryStorage(before);
                try {
                    commit.to(new FailingStorage(storage, call, isDone));
                } catch (IOException killed) {
                    assertThat(killed).hasMessage("killed");
                }
                commit.to(storage);
                assertSame(storage, undisturbed, "a kill at call " + call + (isDone ? ", done" : ", not done"));
            }
        }
        return counted.calls();
    }

    @Test
    void shouldMakeTheSameLog() throws IOException {
        // Made already is made, too.
        int calls = diesAtEveryCall(new MemoryStorage(), storage -> {
            if (Checkpoints.newest(storage) == null) {
                Testing.log(storage);
            }
            EvidenceLog.open(storage, Testing.key()).take(List.of());
        });
        assertThat(calls).isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 252, 254})
    void shouldTakeTheSameSegmentsWhereverTheTilesEnd(int size) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        EvidenceLog log = Testing.log(storage);
        List<Built> there = new ArrayList<>();
        for (int i = 0; i < size - 1; i++) {
            there.add(Testing.segment(0, i, 1));
        }
        log.take(Testing.staged(storage, there.toArray(new Built[0])));
        assertThat(log.size()).isEqualTo(size);
        List<Segment> next = Testing.staged(
                storage,
                Testing.segment(0, size - 1, 2),
                Testing.segment(1, 0, 2),
                Testing.segment(2, 0, 1),
                Testing.segment(1, 2, 2));
        int calls = diesAtEveryCall(
                storage, each -> EvidenceLog.open(each, Testing.key()).take(next));
        assertThat(calls).isGreaterThan(20);
    }

    /** The same object goes on after a failure that it survived, such as a full disk. */
    @Test
    void shouldGoOnWithTheSameObjectAfterAFailure() throws IOException {
        MemoryStorage before = new MemoryStorage();
        Testing.log(before);
        List<Segment> next = Testing.staged(before, Testing.segment(0, 0, 2), Testing.segment(1, 0, 2));
        MemoryStorage undisturbed = new MemoryStorage(before);
        EvidenceLog.open(undisturbed, Testing.key()).take(next);
        for (int call = 0; call < 40; call++) {
            MemoryStorage storage = new MemoryStorage(before);
            Sick sick = new Sick(storage);
            EvidenceLog log = EvidenceLog.open(sick.storage(), Testing.key());
            sick.falls(call);
            try {
                log.take(next);
            } catch (IOException killed) {
                assertThat(killed).hasMessage("killed");
            }
            sick.recovers();
            log.take(next);
            assertSame(storage, undisturbed, "a failure at call " + call);
            assertThat(log.size()).isEqualTo(3);
        }
    }

    /** The object that has the log sees it, though it does not look for all checkpoints each time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 253, 254, 255, 256, 257})
    void shouldSeeWhatAnotherWriterLeftWhereverThatOneDied(int size) throws IOException {
        MemoryStorage before = new MemoryStorage();
        EvidenceLog log = Testing.log(before);
        List<Built> there = new ArrayList<>();
        for (int i = 0; i < size - 1; i++) {
            there.add(Testing.segment(0, i, 1));
        }
        log.take(Testing.staged(before, there.toArray(new Built[0])));
        List<Segment> others = Testing.staged(before, Testing.segment(1, 0, 2), Testing.segment(2, 0, 1));
        List<Segment> own = Testing.staged(before, Testing.segment(0, size - 1, 2));
        int deaths = 0;
        for (int call = 0; call < 40; call++) {
            MemoryStorage storage = new MemoryStorage(before);
            EvidenceLog kept = EvidenceLog.open(storage, Testing.key());
            kept.take(List.of());
            try {
                EvidenceLog.open(new FailingStorage(storage, call, call % 2 == 0), Testing.key())
                        .take(others);
            } catch (IOException killed) {
                assertThat(killed).hasMessage("killed");
                deaths++;
            }
            kept.take(own);
            kept.take(others);
            assertThat(kept.size()).isEqualTo(size + 3);
            requireOneHistory(storage, "another's death at call " + call);
        }
        assertThat(deaths).isGreaterThan(15);
    }

    /** Every checkpoint that was ever published is of the leaves that there are. */
    private static void requireOneHistory(MemoryStorage storage, String what) throws IOException {
        for (String key : storage.objects().keySet()) {
            if (key.startsWith(Checkpoints.ALL)) {
                try {
                    LogState.load(
                            storage,
                            Checkpoint.parse(SignedNote.parse(storage.read(key)).text()));
                } catch (EvidenceLogException | InvalidNoteException e) {
                    throw new AssertionError(what + ": " + key, e);
                }
            }
        }
    }

    @Test
    void shouldNotListAllCheckpointsForEachThatItAdds() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        Testing.log(storage);
        List<String> listed = new ArrayList<>();
        Storage watched = (Storage) java.lang.reflect.Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        listed.add(String.valueOf(arguments[0]));
                    }
                    return method.invoke(storage, arguments);
                });
        EvidenceLog log = EvidenceLog.open(watched, Testing.key());
        log.take(Testing.staged(storage, Testing.segment(0, 0, 1)));
        listed.clear();
        for (int i = 1; i < 600; i++) {
            log.take(Testing.staged(storage, Testing.segment(0, i, 1)));
        }
        assertThat(log.size()).isEqualTo(601);
        assertThat(listed).isNotEmpty().noneMatch(prefix -> prefix.startsWith(Checkpoints.ALL));
    }

    /** A store that fails for a while. */
    private static final class Sick {
        private final Storage sound;
        private Storage now;

        Sick(Storage sound) {
            this.sound = sound;
            this.now = sound;
        }

        void falls(int call) {
            now = new FailingStorage(sound, call, false);
        }

        void recovers() {
            now = sound;
        }

        Storage storage() {
            return (Storage) java.lang.reflect.Proxy.newProxyInstance(
                    Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                        try {
                            return method.invoke(now, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void shouldBeginTheSameEpochAndRotateTheKeyOnce() throws IOException {
        MemoryStorage before = new MemoryStorage();
        Testing.log(before);
        diesAtEveryCall(before, storage -> {
            EvidenceLog log = EvidenceLog.open(storage, Testing.key());
            if (log.epoch() == 1) {
                log.beginEpoch("restored", "ciso", Testing.AT);
            }
            log.take(List.of());
        });
    }
}
