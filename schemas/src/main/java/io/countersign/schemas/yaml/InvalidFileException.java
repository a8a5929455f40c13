package io.countersign.schemas.yaml;

import java.util.List;

/** Files that cannot be used, with every problem found in them. */
public final class InvalidFileException extends Exception {

    private final List<String> problems;

    /** With problems of the form {@code file:line: what is wrong}. */
    public InvalidFileException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem found. */
    public List<String> problems() {
        return problems;
    }
}
