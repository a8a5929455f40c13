package io.countersign.launcher.run;

import io.countersign.detection.settings.DetectionSettings;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which a command is told the settings of a job. */
public final class SettingsOptions {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The settings file of the job.")
    private Path config = Path.of("countersign.yaml");

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting that wins over the file's. May be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** For picocli. */
    public SettingsOptions() {}

    /** The settings file. */
    public Path config() {
        return config;
    }

    /**
     * The settings.
     *
     * @throws InvalidFileException with every problem of the file and of what wins over it
     */
    public DetectionSettings load() throws InvalidFileException {
        return DetectionSettings.load(config, overrides);
    }

    /**
     * The settings, for a command that does not run the job and need not reach its evidence.
     *
     * @throws InvalidFileException with every problem of the file and of what wins over it
     */
    public DetectionSettings loadWithoutEvidence() throws InvalidFileException {
        return DetectionSettings.loadWithoutEvidence(config, overrides);
    }
}
