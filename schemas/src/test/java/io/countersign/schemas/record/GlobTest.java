package io.countersign.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Globs of S4.1. */
class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, anything, true",
        "'', '', true",
        "'', a, false",
        "gl.*, gl.journal_lines, true",
        "gl.*, glx, false",
        "gl.*, pay.gl.x, false",
        "*/ci-gl/*, arn:aws:sts::1:assumed-role/ci-gl/b-7, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "**, x, true",
        "GL.*, gl.x, false",
        "a?c, abc, false",
        "a[bc], ab, false",
        "a.c, abc, false",
        "*.json, a.json.gz, false",
    })
    void onlyTheStarIsSpecial(String glob, String text, boolean matches) {
        assertThat(Glob.matches(glob, text)).isEqualTo(matches);
    }

    @Property
    void agreesWithTheRegularExpression(
            @ForAll @Chars({'a', 'b', '*'}) @StringLength(max = 8) String glob,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 10) String text) {
        String expression =
                Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

        assertThat(Glob.matches(glob, text)).isEqualTo(text.matches(expression));
    }

    @Test
    void noGlobIsSlow() {
        String glob = "*a".repeat(5_000) + "b";
        String text = "a".repeat(100_000);

        assertThat(assertTimeout(Duration.ofSeconds(20), () -> Glob.matches(glob, text)))
                .isFalse();
    }
}
