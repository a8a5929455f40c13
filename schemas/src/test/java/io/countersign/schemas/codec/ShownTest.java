package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {

    @Test
    void leavesHarmlessTextAlone() {
        assertThat(Shown.text("gl.journal_lines – Zürich 東京 😀 \"quoted\" <b>"))
                .isEqualTo("gl.journal_lines – Zürich 東京 😀 \"quoted\" <b>");
    }

    @ParameterizedTest
    @CsvSource({
        "0x1b, \\u001b",
        "0x0a, \\u000a",
        "0x00, \\u0000",
        "0x7f, \\u007f",
        "0x85, \\u0085",
        "0x200b, \\u200b",
        "0x202e, \\u202e",
        "0x2028, \\u2028",
        "0xfeff, \\ufeff",
        "0xe000, \\ue000",
        "0xd83d, \\ud83d",
        "0xe0041, \\u{e0041}",
    })
    void escapesCharactersThatAct(int codePoint, String shown) {
        assertThat(Shown.text("a" + new StringBuilder().appendCodePoint(codePoint) + "b"))
                .isEqualTo("a" + shown + "b");
    }

    @Test
    void cutsLongText() {
        assertThat(Shown.text("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(Shown.text("x".repeat(121))).isEqualTo("x".repeat(120) + "…");
        assertThat(Shown.text("\u202e".repeat(1_000_000))).hasSizeLessThan(140);
    }

    @Test
    void shouldMakeNoFormulaOfALine() {
        for (String start : new String[] {"=", "+", "-", "@", "＝", "＋", "－", "＠"}) {
            assertThat(Shown.noFormula(start + "1+1")).isEqualTo("'" + start + "1+1");
        }
        assertThat(Shown.noFormula("1=1")).isEqualTo("1=1");
        assertThat(Shown.noFormula("")).isEmpty();
        assertThat(Shown.noFormula(Shown.text("\t=1"))).isEqualTo("\\u0009=1");
    }

    @Property
    void neverShowsAControlCharacter(@ForAll String text) {
        assertThat(Shown.text(text).chars()).noneMatch(Character::isISOControl);
    }
}
