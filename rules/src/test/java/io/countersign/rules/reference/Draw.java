package io.countersign.rules.reference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Seeded choices, over a coarse grid of instants so that they coincide often. */
final class Draw {
    static final long HOUR = Duration.ofHours(1).toMillis();
    static final long DAY = Duration.ofDays(1).toMillis();

    private static final long BASE = Fields.millis("2026-03-20T00:00:00Z");

    private final Random random;

    Draw(long seed) {
        this.random = new Random(seed);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    @SafeVarargs
    final <T> T oneOf(T... items) {
        return items[random.nextInt(items.length)];
    }

    /** Between {@code min} and {@code max} of the items, in any order. */
    <T> List<T> some(List<T> items, int min, int max) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(items.size(), between(min, max)));
    }

    /** A full hour of the world's days. */
    long hour(int low, int high) {
        return BASE + between(low, high) * HOUR;
    }

    /** The instant itself or a millisecond beside it: both sides of every edge of S1.3. */
    long near(long instant) {
        return instant + oneOf(-1, 0, 0, 0, 1);
    }
}
