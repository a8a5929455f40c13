package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code mvn test -pl rules -am -Dtest=CatalogTableTest -Dcountersign.rewrite=true} makes the table again. */
class CatalogTableTest {

    private static final Path BOOK = Path.of("README.md");
    private static final String HEADING = "## The catalog\n\n";

    @Test
    void shouldListEveryRuleInTheBook() throws Exception {
        String book = Files.readString(BOOK);
        int table = book.indexOf(HEADING) + HEADING.length();
        if (System.getProperty("countersign.rewrite") != null) {
            Files.writeString(BOOK, book.substring(0, table) + table());
        }
        assertThat(Files.readString(BOOK).substring(table)).isEqualTo(table());
    }

    private static String table() throws InvalidFileException {
        Catalog catalog = Catalog.load(Path.of("catalog"));
        TreeMap<String, String> rows = new TreeMap<>();
        catalog.controls().forEach(control -> rows.put(control.id(), row("control", control.card())));
        catalog.sequences().forEach(sequence -> rows.put(sequence.id(), row("sequence", sequence.card())));
        return "| rule | kind | severity | what |\n|---|---|---|---|\n" + String.join("", rows.values());
    }

    private static String row(String kind, RuleCard card) {
        return "| [`%s`](catalog/%s/%s.yaml) | %s | %s | %s |%n"
                .formatted(
                        card.id(),
                        card.id(),
                        card.id(),
                        kind,
                        card.severity().name().toLowerCase(Locale.ROOT),
                        card.title())
                .replace(System.lineSeparator(), "\n");
    }
}
