package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.tree.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LeafCodecTest {

    static List<Leaf> leaves() {
        VerifierKey key = Testing.key().verifierKey();
        Hash hash = Hash.sha256(new byte[0]);
        Segment segment = Testing.segment(0, 7, 3).segment();
        return List.of(
                new Leaf.Manifest("log", segment, null),
                new Leaf.Manifest("log", segment, hash),
                new Leaf.EpochStart("log", 1, 8, List.of(), "\u00e9\u0001\"", "who", Testing.AT),
                new Leaf.EpochStart(
                        "log",
                        2,
                        2,
                        List.of(new Leaf.LaneHead(0, 7, hash), new Leaf.LaneHead(1, -1, null)),
                        "why",
                        "who",
                        Testing.AT),
                new Leaf.KeyRotation("log", key, key, Testing.AT, new Leaf.KeyRotation.Signatures("AA==", "AQ==")));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void shouldReadWhatItWrites(Leaf leaf) throws InvalidLeafException {
        byte[] bytes = LeafCodec.write(leaf);
        assertThat(LeafCodec.write(LeafCodec.read(bytes))).isEqualTo(bytes);
        assertThat(LeafCodec.read(bytes)).isEqualTo(leaf);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kind\":\"segment\" | \"kind\":\"redaction\" | is of the unknown kind 'redaction'",
                "\"v\":\"1\" | \"v\":\"2\" | has no version that is known",
                "\"v\":\"1\" | \"v\":1 | has no 'v'",
                "\"path\":\"segments/ | \"path\":\"../segments/ | is no key of a store",
                "\"first_seq\":\"7\" | \"first_seq\":7 | has no 'first_seq'",
                "\"first_seq\":\"7\" | \"first_seq\":\"+7\" | is not canonical",
                "\"lane\":0 | \"lane\":-1 | cannot be read",
                "\"lane\":0 | \"lane\":0.5 | is not canonical",
                "\"kind\" | \"extra\":1,\"kind\" | is not canonical",
                "\"origin\":\"log\" | \"origin\":\"log\",\"origin\":\"log\" | cannot be read",
                "\"count\":\"3\" | \"count\":\"4\" | is not canonical"
            })
    void shouldRefuseWhatItWouldNotWrite(String what, String instead, String message) {
        String written = new String(LeafCodec.write(leaves().get(0)), StandardCharsets.UTF_8);
        assertThat(written).contains(what);
        byte[] changed = written.replace(what, instead).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> LeafCodec.read(changed))
                .isInstanceOf(InvalidLeafException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseWhatIsNoObject() {
        for (String text : List.of("", "1", "null", "[]", "{", "{}", "\u0000", "[".repeat(5000))) {
            assertThatThrownBy(() -> LeafCodec.read(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(InvalidLeafException.class);
        }
    }

    @Test
    void shouldNotBundleALeafThatIsTooLong() {
        List<byte[]> leaves = List.of(new byte[Entries.MAX_BYTES + 1]);
        assertThatThrownBy(() -> Entries.bundle(leaves)).hasMessage("a leaf of 65536 bytes, expected at most 65535");
    }
}
