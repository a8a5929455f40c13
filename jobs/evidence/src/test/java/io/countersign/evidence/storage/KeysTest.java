package io.countersign.evidence.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text leads out of a store, whoever wrote it. */
class KeysTest {

    private static final Path ROOT = Path.of("/store/of/evidence");

    @Property(tries = 3000)
    void shouldAdmitNothingThatLeadsOutOfTheStore(@ForAll("hostile") String text) {
        if (Keys.isValid(text)) {
            Path path = ROOT.resolve(text);
            assertThat(path.normalize()).isEqualTo(path).startsWithRaw(ROOT).isNotEqualTo(ROOT);
            assertThat(text).isEqualTo(ROOT.relativize(path).toString()).isPrintable();
        } else {
            assertThatThrownBy(() -> new PosixStorage(ROOT).read(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Pieces of which paths out of a directory are made. */
    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(
                        "a",
                        "segments",
                        "lane=00",
                        "..",
                        ".",
                        "/",
                        "//",
                        "\\",
                        "\0",
                        "\n",
                        " ",
                        "~",
                        "-",
                        "=",
                        "C:",
                        "%2e",
                        "\u2024",
                        "\uff0f",
                        "\u202e",
                        "ä",
                        "Z9",
                        ".tmp",
                        ".lock",
                        "*",
                        "$HOME",
                        "'")
                .list()
                .ofMaxSize(8)
                .map(pieces -> String.join("", pieces));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint",
                "checkpoints/00000000000000000001.note",
                "tile/0/x001/x234/067.p/1",
                "segments/lane=07/2026/03/31/000000000000-000000000009-0123456789abcdef.jsonl.gz"
            })
    void shouldAdmitTheKeysOfAStore(String key) {
        assertThat(Keys.require(key)).isEqualTo(key);
    }

    @Test
    void shouldSayWhatIsNoKey() {
        assertThatThrownBy(() -> Keys.require("../etc/passwd")).hasMessage("'../etc/passwd' is no key of a store");
    }
}
