package io.countersign.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodePointOrderTest {

    @Test
    void putsCharactersBeyondU10000AfterAllOthers() {
        assertThat(List.of("😀", "\ue000", "\uffff", "a", "", "ab").stream().sorted(CodePointOrder.ORDER))
                .containsExactly("", "a", "ab", "\ue000", "\uffff", "😀");
        assertThat("😀").as("as Java orders it").isLessThan("\ue000");
    }

    /** The order of UTF-8's bytes is that of the code points. */
    @Property
    void agreesWithTheOrderOfUtf8(@ForAll("texts") String left, @ForAll("texts") String right) {
        int bytes =
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

        assertThat(Integer.signum(CodePointOrder.ORDER.compare(left, right))).isEqualTo(Integer.signum(bytes));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "\ud7ff",
                        "\ue000",
                        "\uffff",
                        "\ud800\udc00",
                        "\ud83d\ude00",
                        "\ud83d\ude01",
                        "\udbff\udfff")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }
}
