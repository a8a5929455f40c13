package io.countersign.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.rules.reference.ExpectedWorld;
import io.countersign.rules.reference.UnreadableLine;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The judge against the brute force of the reference, over generated worlds, in any order of arrival. */
class JudgeAgreesWithReferenceTest {

    private static final int WORLDS = 300;

    @Test
    void shouldGiveTheVerdictsOfTheReferenceForEveryGeneratedWorld() {
        JudgedWorld judge = new JudgedWorld();
        for (long seed = 0; seed < WORLDS; seed++) {
            ExpectedWorld world = ExpectedWorld.of(seed);
            assertThat(judge.apply(world)).as("world %d", seed).containsExactlyInAnyOrderElementsOf(world.verdicts());
        }
    }

    @Test
    void shouldRefuseEveryLineThatIsNoRecordForItsReason() {
        for (long seed = 0; seed < WORLDS; seed++) {
            for (UnreadableLine line : ExpectedWorld.of(seed).unreadable()) {
                byte[] raw = Base64.getDecoder().decode(line.rawBase64());
                assertThatExceptionOfType(UnreadableException.class)
                        .as("world %d, %s", seed, line.reason())
                        .isThrownBy(() -> Codec.read(raw))
                        .extracting(e -> e.reason().name())
                        .isEqualTo(line.reason());
                assertThat(Codec.sourceOf(raw)).isEqualTo(line.source().orElse(null));
            }
        }
    }
}
