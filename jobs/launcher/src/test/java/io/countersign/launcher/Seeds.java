package io.countersign.launcher;

import java.util.stream.LongStream;

/** How many times a test that takes long is run, each time with another seed. */
public final class Seeds {

    /** Set by the Maven profile {@code slow}. */
    private static final boolean SLOW = Boolean.getBoolean("countersign.test.slow");

    private Seeds() {}

    /**
     * The seeds from 1.
     *
     * @param few how many in every build
     * @param all how many in the profile {@code slow}
     */
    public static LongStream of(int few, int all) {
        return LongStream.rangeClosed(1, SLOW ? all : few);
    }
}
