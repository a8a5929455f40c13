package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestedTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void shouldHoldExactlyOneThing(int components) {
        assertThatThrownBy(() -> new Ingested(
                        null,
                        components > 0 ? RegisterEvent.of("{}") : null,
                        null,
                        null,
                        components > 1 ? new MessageRead("trail", "t", 0, 7, 2) : null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(components + " components present, expected exactly one");
    }
}
