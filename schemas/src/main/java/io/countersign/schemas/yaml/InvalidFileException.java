package io.countersign.schemas.yaml;

import io.countersign.schemas.codec.Shown;
import java.util.List;

/** Files that cannot be used, with every problem found in them. */
public final class InvalidFileException extends Exception {

    private final List<String> problems;

    /**
     * With problems of the form {@code file:line: what is wrong}, which may quote the files: characters that act on a
     * terminal are escaped.
     */
    public InvalidFileException(List<String> problems) {
        this.problems = problems.stream()
                .map(problem -> Shown.text(problem, Integer.MAX_VALUE))
                .toList();
    }

    @Override
    public String getMessage() {
        return String.join("\n", problems);
    }

    /** Every problem found. */
    public List<String> problems() {
        return problems;
    }
}
