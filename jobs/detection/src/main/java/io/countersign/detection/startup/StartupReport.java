package io.countersign.detection.startup;

import java.util.List;

/**
 * What was found at the start, each with what is so, what is expected and what to do.
 *
 * @param problems the job must not start with any of them
 * @param warnings what could not be checked, or is a risk
 */
public record StartupReport(List<String> problems, List<String> warnings) {

    public StartupReport {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }
}
