package io.countersign.detection.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/** {@code mvn test -pl jobs/detection -am -Dtest=OptionsReferenceTest -Dcountersign.rewrite=true} makes the page again. */
class OptionsReferenceTest {

    private static final Path PAGE = Path.of("CONFIGURATION.md");

    @Test
    void thePageIsTheOneTheOptionsMake() throws IOException {
        if (System.getProperty("countersign.rewrite") != null) {
            Files.writeString(PAGE, OptionsReference.page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(OptionsReference.page());
    }

    @Test
    void everyOptionHasAKeyOfItsOwnAndOneSentence() {
        List<OptionsReference.Documented> options = OptionsReference.options();
        assertThat(options).hasSizeGreaterThan(20);
        assertThat(options)
                .extracting(each -> each.option().key())
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[a-z]+([._][a-z]+)*"));
        assertThat(options)
                .extracting(each -> new HtmlFormatter().format(each.option().description()))
                .doesNotHaveDuplicates()
                .allMatch(sentence -> sentence.matches("[A-Z].*[^.]\\.") && !sentence.contains("|"));
    }
}
