package io.countersign.evidence.verify;

import io.countersign.schemas.codec.Shown;
import java.util.Comparator;
import java.util.Objects;

/**
 * Something that is wrong with a store.
 *
 * @param object the key of the object it is wrong with, or what else it is about; harmless to show
 * @param line of that object, from 1; 0 if it is about all of it
 * @param sentence what was found, and what was expected; harmless to show
 */
public record Problem(Code code, String object, long line, String sentence) implements Comparable<Problem> {

    private static final int LONGEST = 600;
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::code)
            .thenComparing(Problem::object)
            .thenComparingLong(Problem::line)
            .thenComparing(Problem::sentence);

    public Problem {
        Objects.requireNonNull(code, "code");
        object = Shown.text(object, LONGEST);
        sentence = Shown.text(sentence, LONGEST);
    }

    /** About all of an object. */
    public static Problem of(Code code, String object, String sentence) {
        return new Problem(code, object, 0, sentence);
    }

    /** The object, and the line of it where there is one. */
    public String place() {
        return line == 0 ? object : object + ":" + line;
    }

    @Override
    public int compareTo(Problem that) {
        return ORDER.compare(this, that);
    }

    /** {@code CODE object: sentence}. */
    @Override
    public String toString() {
        return code + " " + place() + ": " + sentence;
    }
}
