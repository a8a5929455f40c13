package io.countersign.evidence.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.storage.Keys;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets the locale of the process")
class TileTest {

    @Test
    void shouldHaveThePathOfTheStandard() {
        assertThat(new Tile(0, 0, 256).key()).isEqualTo("tile/0/000");
        assertThat(new Tile(1, 7, 17).key()).isEqualTo("tile/1/007.p/17");
        assertThat(new Tile(0, 1_234_067, 256).key()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new Tile(0, 1000, 1).key()).isEqualTo("tile/0/x001/000.p/1");
        assertThat(new Tile(Tile.ENTRIES, 273, 112).key()).isEqualTo("tile/entries/273.p/112");
    }

    @Test
    void shouldHaveTheSamePathWhateverDigitsTheLocaleHas() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(new Tile(0, 1_234_067, 256).key())
                    .isEqualTo("tile/0/x001/x234/067")
                    .matches(Keys::isValid);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldNotBeWiderThanATileIsOrEmpty() {
        assertThatThrownBy(() -> new Tile(0, 0, 257)).hasMessage("level 0, index 0, width 257");
        assertThatThrownBy(() -> new Tile(0, 0, 0)).hasMessage("level 0, index 0, width 0");
        assertThatThrownBy(() -> new Tile(-2, 0, 1)).hasMessage("level -2, index 0, width 1");
    }

    @Test
    void shouldHaveTheTilesOfTheStandardsExample() {
        assertThat(Tile.ofLevel(0, 0, 70_000)).hasSize(274).endsWith(new Tile(0, 273, 112));
        assertThat(Tile.ofLevel(1, 0, 70_000)).containsExactly(new Tile(1, 0, 256), new Tile(1, 1, 17));
        assertThat(Tile.ofLevel(2, 0, 70_000)).containsExactly(new Tile(2, 0, 1));
        assertThat(Tile.levels(70_000)).isEqualTo(3);
    }
}
