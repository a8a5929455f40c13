package io.countersign.evidence.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records that are numbered from 1 on without holes, each from where the one before ended, epoch by epoch. Records that
 * follow each other become one as soon as they meet. Used by one thread at a time.
 */
final class Chain {

    /** Numbers from one to another, and where the first starts and the last ends, in epoch milliseconds. */
    private record Link(long first, long last, long from, long to) {}

    private final TreeMap<Integer, TreeMap<Long, Link>> epochs = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** Takes a record without a time. */
    void add(int epoch, long n) {
        add(epoch, n, 0, 0);
    }

    /** Takes a record; records come in any order. */
    void add(int epoch, long n, long from, long to) {
        TreeMap<Long, Link> links = epochs.computeIfAbsent(epoch, each -> new TreeMap<>());
        Map.Entry<Long, Link> before = links.floorEntry(n);
        if (before != null && before.getValue().last() >= n) {
            faults.add("number " + n + " is there more than once");
            return;
        }
        Link link = new Link(n, n, from, to);
        if (before != null
                && before.getValue().last() == n - 1
                && before.getValue().to() == from) {
            link = new Link(before.getValue().first(), n, before.getValue().from(), to);
        }
        Map.Entry<Long, Link> after = links.higherEntry(n);
        if (after != null && after.getKey() == n + 1 && after.getValue().from() == to) {
            links.remove(after.getKey());
            link = new Link(
                    link.first(),
                    after.getValue().last(),
                    link.from(),
                    after.getValue().to());
        }
        links.put(link.first(), link);
    }

    /** Where it has holes, as sentences; called once, after the last record. */
    List<String> holes() {
        List<String> holes = new ArrayList<>(faults);
        long reached = 0;
        for (Map.Entry<Integer, TreeMap<Long, Link>> epoch : epochs.entrySet()) {
            Link before = null;
            for (Link link : epoch.getValue().values()) {
                if (before == null && link.first() > reached + 1) {
                    holes.add(missing(reached + 1, link.first() - 1));
                } else if (before != null && link.first() > before.last() + 1) {
                    holes.add(missing(before.last() + 1, link.first() - 1));
                } else if (before != null) {
                    holes.add("number " + link.first() + " does not start where number " + before.last() + " ended");
                }
                before = link;
            }
            reached = before == null ? reached : before.last();
        }
        return holes;
    }

    private static String missing(long first, long last) {
        return first == last ? "number " + first + " is missing" : "numbers " + first + " to " + last + " are missing";
    }
}
