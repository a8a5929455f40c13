package io.countersign.evidence.verify;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong. Used by one thread at a time. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(Problem problem) {
        found.add(problem);
    }

    void add(Code code, String object, String sentence) {
        add(Problem.of(code, object, sentence));
    }

    void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    /** Sorted, each once. */
    List<Problem> sorted() {
        return found.stream().distinct().sorted().toList();
    }
}
