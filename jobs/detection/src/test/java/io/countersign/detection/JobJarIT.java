package io.countersign.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The thin jar for a Flink cluster holds the job and what Flink does not bring, and nothing that Flink does. */
class JobJarIT {

    private static final Path JAR = Path.of("target", "countersign-detection-" + DetectionJob.VERSION + "-job.jar");

    @Test
    void holdsTheJobAndItsConnector() throws IOException {
        assertThat(names())
                .contains(
                        "io/countersign/detection/DetectionJob.class",
                        "io/countersign/rules/judge/Judge.class",
                        "io/countersign/schemas/codec/Codec.class",
                        "org/apache/flink/connector/kafka/source/KafkaSource.class",
                        "org/apache/flink/connector/base/DeliveryGuarantee.class",
                        "org/apache/kafka/clients/producer/KafkaProducer.class",
                        "com/github/luben/zstd/Zstd.class",
                        "com/fasterxml/jackson/core/JsonFactory.class",
                        "dev/cel/runtime/CelRuntime.class");
    }

    @Test
    void holdsNothingThatFlinkBrings() throws IOException {
        assertThat(names())
                .noneMatch(name -> name.startsWith("org/apache/flink/runtime/")
                        || name.startsWith("org/apache/flink/streaming/api/")
                        || name.startsWith("org/apache/flink/core/")
                        || name.startsWith("org/rocksdb/")
                        || name.startsWith("org/slf4j/")
                        || name.startsWith("org/apache/logging/")
                        || name.startsWith("net/jpountz/")
                        || name.startsWith("org/xerial/snappy/")
                        || name.startsWith("kafka/server/"));
    }

    @Test
    void namesTheJobAsItsMainClass() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo(DetectionJob.class.getName());
        }
    }

    private static List<String> names() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
