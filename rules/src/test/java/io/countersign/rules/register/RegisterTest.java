package io.countersign.rules.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegisterTest {

    private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");

    @Test
    void shouldFindEveryGlobThatMatchesANameAmongThoseThatMay_S4_1() {
        Random random = new Random(4);
        for (int world = 0; world < 300; world++) {
            Aliases aliases = new Aliases();
            List<String> globs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String glob = text(random, "ab*", 6) + "*" + text(random, "ab", 2);
                globs.add(glob);
                aliases.put(glob, "id-" + i);
            }
            for (int i = 0; i < 20; i++) {
                String name = text(random, "ab", 8);
                assertThat(aliases.globsThatMayMatch(name))
                        .doesNotHaveDuplicates()
                        .containsAll(globs.stream()
                                .filter(glob -> Glob.matches(glob, name))
                                .toList());
            }
        }
    }

    private static String text(Random random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Test
    void shouldCompareANameWithFewGlobsHoweverManyThereAre_S4_1() {
        Aliases aliases = new Aliases();
        for (int i = 0; i < 10_000; i++) {
            aliases.put("arn:role/r-" + i + "/*", "id-" + i);
            aliases.put("*@host-" + i, "id-" + i);
        }
        assertThat(aliases.globsThatMayMatch("arn:role/r-77/x")).containsExactly("arn:role/r-77/*");
        assertThat(aliases.globsThatMayMatch("bot@host-99")).containsExactly("*@host-99");
    }

    @Test
    void shouldForgetTheAliasesThatNoVersionHasAnyMore_S3_7() {
        Register register = new Register();
        List<Identity> versions = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            versions.add(identity(i, List.of("exact-" + i, "glob-" + i + "-*", "*-" + i, "always-*")));
        }
        Collections.shuffle(versions, new Random(1));
        versions.forEach(version -> register.add(version, null));
        assertThat(register.size()).isEqualTo(30);

        assertThat(register.forgetBefore(NOON.plus(Duration.ofDays(1)), Duration.ZERO))
                .hasSize(29);
        assertThat(register.size()).isOne();
        assertThat(register.identitiesWithAlias("exact-7")).isEmpty();
        assertThat(register.globsThatMayMatch("glob-7-x")).isEmpty();
        assertThat(register.globsThatMayMatch("x-7")).isEmpty();
        assertThat(register.globsThatMayMatch("always-x")).containsExactly("always-*");
        assertThat(resolved(register, "exact-30")).isEqualTo("ci-gl");
        assertThat(resolved(register, "x-30")).isEqualTo("ci-gl");
        assertThat(resolved(register, "glob-29-x")).isEqualTo("glob-29-x");
    }

    private static String resolved(Register register, String name) {
        return register.view(Set.of("itsm"), NOON.plus(Duration.ofDays(2)))
                .resolve(name)
                .name();
    }

    private static Identity identity(long version, List<String> aliases) {
        return new Identity(
                "ci-gl",
                version,
                NOON.plusSeconds(version),
                "itsm",
                ActorKind.MACHINE,
                aliases,
                null,
                IdentityState.ACTIVE,
                List.of());
    }
}
