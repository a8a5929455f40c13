package io.countersign.detection;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the job is told on the command line.
 *
 * @param settings file
 * @param resumeNewest whether it goes on from the newest complete checkpoint, if there is one
 * @param overrides settings by key that win over the file's
 */
record JobArguments(Path settings, boolean resumeNewest, Map<String, String> overrides) {

    private static final String RESUME_NEWEST = "--resume-newest";

    JobArguments {
        overrides = Map.copyOf(overrides);
    }

    static JobArguments parse(String... args) {
        if (args.length < 2 || !args[0].equals("--settings")) {
            throw new IllegalArgumentException(
                    "expected --settings FILE, then " + RESUME_NEWEST + " or not, and then any number of -Dkey=value");
        }
        boolean resumeNewest = args.length > 2 && args[2].equals(RESUME_NEWEST);
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String arg : List.of(args).subList(resumeNewest ? 3 : 2, args.length)) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("-D") || equals < 3) {
                throw new IllegalArgumentException("'" + arg + "' given, expected -Dkey=value");
            }
            overrides.put(arg.substring(2, equals), arg.substring(equals + 1));
        }
        return new JobArguments(Path.of(args[1]), resumeNewest, overrides);
    }
}
