package io.countersign.rules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What events have in common (S7): differing values are never written alike. */
class EventKeyTest {

    @Test
    void shouldTellListsApartWhateverIsWrittenInThem() throws Exception {
        assertThat(key("event.actor.chain", chain("a, b"))).isEqualTo("[\"a, b\"]");
        assertThat(key("event.actor.chain", chain("a", "b"))).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void shouldWriteASingleTextAsItIs() throws Exception {
        assertThat(key("event.actor.principal", chain())).isEqualTo("p");
    }

    private static Map<String, Object> chain(String... names) {
        return Map.of("type", "action", "actor", Map.of("principal", "p", "kind", "machine", "chain", List.of(names)));
    }

    private static String key(String expression, Map<String, Object> event) throws Exception {
        return String.valueOf(EventExpression.keyOf(List.of(EventExpression.key(expression)), event));
    }
}
