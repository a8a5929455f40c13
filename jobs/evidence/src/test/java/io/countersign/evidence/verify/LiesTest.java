package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.tree.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What who holds the key may sign and still not get past the verifier; and keys, known checkpoints and epochs. */
class LiesTest {

    @TempDir
    private static Path shared;

    private static StoreFixture sound;

    @TempDir
    private Path directory;

    private Forger forger;

    @BeforeAll
    static void writeStore() throws IOException {
        sound = StoreFixture.create(shared.resolve("sound"), StoreFixture.newKey())
                .checkpoints(2, 12);
    }

    @BeforeEach
    void copyStore() throws IOException {
        forger = Forger.copy(sound.directory(), directory.resolve("store"));
    }

    private Verification verify(Path store, List<VerifierKey> keys, Trust.Known... known) throws Exception {
        return Verifier.verify(
                new PosixStorage(store),
                new Trust(StoreFixture.NAME, keys, List.of(known)),
                new Verifier.Scope(false, List.of(), 1),
                (done, of) -> {});
    }

    private List<Code> codes() throws Exception {
        return verify(forger.store(), List.of(sound.signer().verifierKey())).problems().stream()
                .map(Problem::code)
                .distinct()
                .toList();
    }

    /** Puts leaves into the log and signs them all, from the first checkpoint on. */
    private void sign(List<byte[]> leaves) throws Exception {
        forger.writeLeaves(leaves);
        forger.writeTiles(leaves);
        for (String key : forger.keys("checkpoints/")) {
            forger.write(
                    key, Forger.sign(leaves.subList(0, Integer.parseInt(key.replaceAll("\\D", ""))), sound.signer()));
        }
        forger.write(Checkpoints.CURRENT, Forger.sign(leaves, sound.signer()));
    }

    private void lie(String what, String with) throws Exception {
        List<byte[]> leaves = forger.leaves();
        int last = leaves.size() - 1;
        String leaf = new String(leaves.get(last), StandardCharsets.UTF_8);
        String lie = leaf.replaceFirst(what, with);
        assertThat(lie).isNotEqualTo(leaf);
        leaves.set(last, lie.getBytes(StandardCharsets.UTF_8));
        sign(leaves);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kind\":\"segment\"', '\"kind\":\"segments\"', LEAF_INVALID",
        "'\"v\":\"1\"', '\"v\":\"2\"', LEAF_INVALID",
        "'\"v\":\"1\"', '\"v\": \"1\"', LEAF_INVALID",
        "'\"origin\":\"acme', '\"origin\":\"evil', LEAF_INVALID",
        "'\"lane\":\\d', '\"lane\":60', LEAF_INVALID",
        "'\"content_bytes\":\"', '\"content_bytes\":\"1', MANIFEST_MISMATCH",
        "'\"content_sha256\":\".', '\"content_sha256\":\"', LEAF_INVALID",
        "'\"counts\":\\{', '\"counts\":{\"aaa\":\"1\",', MANIFEST_MISMATCH",
        "'event_time_max\":\"2026', 'event_time_max\":\"2027', MANIFEST_MISMATCH",
        "'event_time_min\":\"2026', 'event_time_min\":\"2025', MANIFEST_MISMATCH",
        "'segments/lane=0', 'segments/lane=1', MANIFEST_MISMATCH",
        "'\"epoch\":1', '\"epoch\":2', EPOCH_INVALID",
        "'\"rules_sha256\":\"....', '\"rules_sha256\":\"0000', RULES_MISSING",
        "'\"schema_sha256\":\"....', '\"schema_sha256\":\"0000', RULES_MISSING",
        "'\"prev_manifest\":\"....', '\"prev_manifest\":\"0000', LANE_CHAIN_BROKEN",
        "'\"object_sha256\":\"....', '\"object_sha256\":\"0000', OBJECT_HASH_MISMATCH"
    })
    void shouldRefuseALieThatIsSigned(String what, String with, Code code) throws Exception {
        lie(what, with);

        assertThat(codes()).contains(code);
    }

    @Test
    void shouldRefuseAVerdictByOtherRulesThanItsManifestSays() throws Exception {
        for (String key : forger.keys("rules/")) {
            String text = new String(forger.read(key), StandardCharsets.UTF_8);
            if (text.contains("rules_digest")) {
                String other = text.replaceFirst("\"rules_digest\":\"....", "\"rules_digest\":\"0000");
                String sha256 =
                        Hash.sha256(other.getBytes(StandardCharsets.UTF_8)).toHex();
                forger.write("rules/" + sha256, other.getBytes(StandardCharsets.UTF_8));
                List<byte[]> leaves = new ArrayList<>();
                for (byte[] leaf : forger.leaves()) {
                    leaves.add(new String(leaf, StandardCharsets.UTF_8)
                            .replace(key.substring("rules/".length()), sha256)
                            .getBytes(StandardCharsets.UTF_8));
                }
                sign(leaves);
            }
        }

        assertThat(codes()).contains(Code.RULES_MISMATCH);
    }

    @Test
    void shouldRefuseAnEpochThatDoesNotGoOnWhereTheLanesEnd() throws Exception {
        List<byte[]> leaves = forger.leaves();
        leaves.set(
                leaves.size() - 1,
                LeafCodec.write(new Leaf.EpochStart(
                        StoreFixture.NAME, 2, StoreFixture.LANES, List.of(), "r", "a", StoreFixture.AT)));
        sign(leaves);

        assertThat(codes()).contains(Code.EPOCH_INVALID);
    }

    @Test
    void shouldRefuseARotationThatTheOldKeyDidNotSign() throws Exception {
        Ed25519Signer next = StoreFixture.newKey();
        StoreFixture other = StoreFixture.create(directory.resolve("other"), StoreFixture.newKey())
                .rotate(next);
        List<byte[]> rotation = new Forger(other.directory()).leaves();
        Leaf.KeyRotation stolen = (Leaf.KeyRotation) LeafCodec.read(rotation.get(1));
        List<byte[]> leaves = forger.leaves();
        leaves.set(
                leaves.size() - 1,
                LeafCodec.write(new Leaf.KeyRotation(
                        StoreFixture.NAME,
                        sound.signer().verifierKey(),
                        stolen.newKey(),
                        stolen.at(),
                        stolen.signatures())));
        sign(leaves);

        assertThat(codes()).contains(Code.KEY_ROTATION_INVALID);
    }

    @Test
    void shouldNotBelieveTheOldKeyAfterARotation() throws Exception {
        Ed25519Signer old = StoreFixture.newKey();
        StoreFixture store = StoreFixture.create(directory.resolve("rotated"), old)
                .checkpoints(1, 12)
                .rotate(StoreFixture.newKey())
                .checkpoints(1, 12);
        VerifierKey next = store.signer().verifierKey();
        assertThat(verify(store.directory(), List.of(old.verifierKey())).problems())
                .isEmpty();
        assertThat(verify(store.directory(), List.of(next)).problems()).isEmpty();

        Forger rotated = new Forger(store.directory());
        rotated.write(Checkpoints.CURRENT, Forger.sign(rotated.leaves(), old));

        assertThat(verify(store.directory(), List.of(old.verifierKey(), next)).problems())
                .extracting(Problem::code)
                .containsExactly(Code.UNKNOWN_KEY);
    }

    @Test
    void shouldNotBeAnchoredByACheckpointOfAForeignKey() throws Exception {
        Trust.Known known = Trust.Known.read("kept", Forger.sign(forger.leaves(), StoreFixture.newKey()));

        Verification found = verify(forger.store(), List.of(sound.signer().verifierKey()), known);

        assertThat(found.problems()).extracting(Problem::place).containsExactly("kept");
        assertThat(found.outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void shouldBeAnchoredByAnOlderCheckpoint() throws Exception {
        Trust.Known known = Trust.Known.read("kept", Forger.sign(forger.leaves().subList(0, 3), sound.signer()));

        assertThat(verify(forger.store(), List.of(sound.signer().verifierKey()), known)
                        .outcome())
                .isEqualTo(Outcome.VERIFIED);
    }

    @Test
    void shouldWarnThatTheCopyOfTheNewestCheckpointIsStale() throws Exception {
        List<byte[]> leaves = forger.leaves();
        List<String> notes = forger.keys("checkpoints/");
        forger.write(Checkpoints.CURRENT, forger.read(notes.get(notes.size() - 2)));
        assertThat(codes()).containsExactly(Code.CHECKPOINT_STALE);

        forger.write(Checkpoints.CURRENT, forger.read(Checkpoints.keyOf(leaves.size())));
        forger.delete(Checkpoints.keyOf(leaves.size()));
        assertThat(codes()).containsExactly(Code.STORED_CHECKPOINT_MISSING);
    }
}
