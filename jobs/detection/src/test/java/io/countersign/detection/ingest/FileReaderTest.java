package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.QuarantineReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a vendor's file comes apart into messages, none of which is lost. */
class FileReaderTest {

    private static final String EVENT = """
            {"userIdentity":{"type":"AWSService","invokedBy":"x.amazonaws.com"},"eventTime":"2026-03-30T10:00:00Z",\
            "eventSource":"rds.amazonaws.com","eventName":"ModifyDBInstance"}""";

    private static final String EVERYTHING = """
            assets:
              - { id: all, system: gl, environment: production, class: ledger, match: { dialect: aws.cloudtrail } }
            """;

    @TempDir
    private Path directory = Path.of(".");

    @Test
    void shouldReadEveryEventOfAFileOfOneLongLine() throws Exception {
        String file = "{\"Records\":[" + EVENT + ("," + EVENT).repeat(9_999) + "]}";
        assertThat(file.length()).isGreaterThan(1_024 * 1_024);

        assertThat(actions(read(file))).isEqualTo(10_000);
    }

    @Test
    void shouldReadEveryEventOfALongLineAmongLines() throws Exception {
        String line = "{\"Records\":[" + EVENT + ("," + EVENT).repeat(9_999) + "]}";

        assertThat(actions(read(EVENT + "\n" + line + "\n" + EVENT))).isEqualTo(10_002);
    }

    @Test
    void shouldReadAFileWrittenOverSeveralLinesAsOne() throws Exception {
        assertThat(actions(read("{\n \"Records\":\n[\n" + EVENT + ",\n" + EVENT + "\n]\n}\n")))
                .isEqualTo(2);
        assertThat(actions(read("[\n" + EVENT + ",\n" + EVENT + "\n]\n"))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":tru}", "\u00ff"})
    void shouldLoseNoLineToAFirstOneThatIsBad(String bad) throws Exception {
        List<Ingested> read = read(bad + "\n" + EVENT + "\n" + EVENT + "\n");

        assertThat(read).hasSize(3);
        assertThat(read.get(0).quarantined()).isNotNull();
        assertThat(actions(read)).isEqualTo(2);
    }

    @Test
    void shouldReadWhatADamagedArchiveStillHolds() throws Exception {
        byte[] whole = gzip((EVENT + "\n").repeat(2_000));
        List<Ingested> read = read(Arrays.copyOf(whole, whole.length - 20));

        Quarantined last = Objects.requireNonNull(read.get(read.size() - 1).quarantined());
        assertThat(last.reason()).isEqualTo(QuarantineReason.NOT_JSON);
        assertThat(last.detail()).contains("gzip");
        assertThat(actions(read)).isGreaterThan(1_000);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static long actions(List<Ingested> read) {
        return read.stream().filter(each -> each.action() != null).count();
    }

    private List<Ingested> read(String text) throws Exception {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Ingested> read(byte[] bytes) throws Exception {
        Path file = Files.write(directory.resolve("log.json"), bytes);
        FileReader reader = new FileReader(new DialectFactory(Duration.ofMinutes(5), EVERYTHING));
        reader.open(new OpenContext() {});
        List<Ingested> gathered = new ArrayList<>();
        reader.flatMap(
                new InputFile(file.toString(), "log.json", "aws.cloudtrail", null), new ListCollector<>(gathered));
        return gathered;
    }
}
