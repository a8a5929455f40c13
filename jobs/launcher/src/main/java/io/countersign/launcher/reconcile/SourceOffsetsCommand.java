package io.countersign.launcher.reconcile;

import io.countersign.detection.DetectionJob;
import io.countersign.detection.ingest.ReadinessProbe;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.detection.settings.SourceSettings;
import io.countersign.launcher.run.SettingsOptions;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.yaml.InvalidFileException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code countersign evidence source-offsets}: where the topics of the sources end, for {@code verify --source-offsets}. The
 * end offset that Kafka tells counts transaction markers, which no reader ever sees; this is behind the last record.
 */
@Command(
        name = "source-offsets",
        description = "Prints where the topics of the sources end, as verify --source-offsets wants it.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ReconcileCommand.UNUSABLE,
        exitCodeOnExecutionException = ReconcileCommand.UNUSABLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "60:bad usage, or the settings or the broker cannot be read"})
public final class SourceOffsetsCommand implements Callable<Integer> {

    @Mixin
    private SettingsOptions given;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public SourceOffsetsCommand() {}

    @Override
    public Integer call() {
        try {
            DetectionSettings settings = given.loadWithoutEvidence();
            lastOffsets(settings).forEach((partition, last) -> {
                int dash = partition.lastIndexOf('-');
                spec.commandLine()
                        .getOut()
                        .println(partition.substring(0, dash) + ":" + partition.substring(dash + 1) + ":" + (last + 1));
            });
            spec.commandLine().getOut().flush();
            return 0;
        } catch (InvalidFileException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
        } catch (KafkaException e) {
            spec.commandLine().getErr().println(Shown.text("the broker cannot be asked: " + e));
        }
        return ReconcileCommand.UNUSABLE;
    }

    private static Map<String, Long> lastOffsets(DetectionSettings settings) {
        Map<String, Long> last = new TreeMap<>();
        for (SourceSettings.Role role : SourceSettings.Role.values()) {
            if (!settings.sources(role).isEmpty()) {
                last.putAll(ReadinessProbe.lastOffsets(DetectionJob.input(settings, role)));
            }
        }
        return last;
    }
}
