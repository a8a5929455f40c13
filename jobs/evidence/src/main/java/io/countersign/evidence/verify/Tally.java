package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineFormatException;
import io.countersign.evidence.line.LineScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the lines of one segment come to for the accounts. Used by one thread at a time. */
final class Tally {

    /** An account, and the line that it is. */
    record Entry(Account account, long line) {}

    /** A line of a log whose epochs may repeat it. */
    record Single(String key, Contribution contribution) {}

    private final boolean mayRepeat;
    private final Map<Contribution, long[]> counts = new HashMap<>();
    private final List<Single> singles = new ArrayList<>();
    private final List<Entry> accounts = new ArrayList<>();

    /**
     * An empty one.
     *
     * @param mayRepeat whether the log has epochs that may repeat lines, so that each must be kept by itself
     */
    Tally(boolean mayRepeat) {
        this.mayRepeat = mayRepeat;
    }

    /** Takes a line, with its record where that was read. */
    void take(EvidenceType type, LineScanner line, Apart apart, long number) throws LineFormatException {
        Contribution.Kind kind = Contribution.Kind.of(type);
        if (kind == null) {
            byte[] record = apart.isThere() ? apart.bytes() : line.record();
            if (record != null) {
                accounts.add(new Entry(AccountReader.read(type, record), number));
            }
            return;
        }
        Contribution contribution;
        if (kind == Contribution.Kind.VERDICT || kind == Contribution.Kind.MATCH) {
            contribution = Contribution.ofResult(
                    kind,
                    apart.isThere() ? apart.text("control") : line.control(),
                    apart.isThere() ? apart.text("sequence") : line.sequence(),
                    apart.isThere() ? apart.text("outcome") : line.outcome(),
                    line.previous(),
                    apart.isThere() ? apart.number("revision") : line.revision());
        } else {
            String topic = line.rawTopic();
            if (topic == null) {
                return;
            }
            contribution = Contribution.ofSource(kind, topic, line.rawPartition());
        }
        count(type, line, contribution);
    }

    private void count(EvidenceType type, LineScanner line, Contribution contribution) {
        if (mayRepeat) {
            // Where bytes were read tells two readings of one record apart. A verdict is one wherever they are kept.
            boolean isRead = type != EvidenceType.VERDICT;
            String key = type.wireName()
                    + ' '
                    + line.id()
                    + ' '
                    + line.revision()
                    + ' '
                    + (isRead ? line.rawPartition() : -1)
                    + ' '
                    + (isRead ? line.rawOffset() : -1)
                    + ' '
                    + contribution.name();
            singles.add(new Single(key, contribution));
        } else {
            counts.computeIfAbsent(contribution, each -> new long[1])[0]++;
        }
    }

    /** How often there is each contribution, where lines are not repeated. */
    Map<Contribution, long[]> counts() {
        return counts;
    }

    /** The lines, where they may be repeated. */
    List<Single> singles() {
        return singles;
    }

    /** The accounts among the lines. */
    List<Entry> accounts() {
        return accounts;
    }
}
