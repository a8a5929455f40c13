package io.countersign.rules.reference;

import java.util.List;

/** The few names that the stream and the sequences of one scenario share, so that they meet often. */
record SequenceCast(
        List<String> principals, List<String> objects, List<String> operations, List<String> systems, long base) {
    static final long SECOND = 1000;

    /** Of one identity, of several, and of none. */
    private static final List<String> NAMES =
            List.of("ci-gl", "ci-gl@corp", "arn:x/ci-gl/x", "ci-pay", "ci-pay@corp", "shared", "batch-7", "ghost@corp");

    private static final List<String> PRINCIPALS = List.of("ci-gl", "ci-pay", "svc-\uFF21", "svc-\uD835\uDC00");

    static SequenceCast drawn(Draw draw, boolean register) {
        return new SequenceCast(
                register ? draw.some(NAMES, 2, 4) : draw.some(PRINCIPALS, 1, 3),
                draw.some(World.OBJECTS, 2, 3),
                draw.some(World.OPERATIONS, 3, 4),
                draw.some(World.SYSTEMS, 1, 2),
                draw.hour(48, 48));
    }

    /** A second of the world. */
    long at(int second) {
        return base + second * SECOND;
    }
}
