package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job that reads made-up topics and keeps exact accounts: what it remembers between checkpoints, and what it writes. */
final class FixtureJob {

    static final String ACTIONS = "audit-log";
    static final String REGISTER = "register";
    static final int PARTITIONS = 2;
    static final String CONTROL = "C1";
    static final String SEQUENCE = "S1";
    static final Instant START = Instant.parse("2026-03-31T22:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);

    private final String rulesDigest;
    private final Map<String, Long> totals = new TreeMap<>();
    private final long[] offsets = new long[PARTITIONS];
    private final List<Action> pending = new ArrayList<>();
    private final List<Verdict> toRatify = new ArrayList<>();
    private long registerOffset;
    private long checkpoint;
    private long matches;
    private List<EvidenceRecord> out = new ArrayList<>();
    private final Map<String, byte[]> raw = new TreeMap<>();

    /** The checkpoint at which the log before was left. */
    private long left;

    FixtureJob(String rulesDigest) {
        this.rulesDigest = rulesDigest;
        for (String total : List.of("selected", "authorised", "ratified", "exception", "indeterminate", "pending")) {
            totals.put(total, 0L);
        }
    }

    /** As it is now: what a savepoint holds. */
    FixtureJob copy() {
        FixtureJob copy = new FixtureJob(rulesDigest);
        copy.totals.putAll(totals);
        System.arraycopy(offsets, 0, copy.offsets, 0, PARTITIONS);
        copy.pending.addAll(pending);
        copy.toRatify.addAll(toRatify);
        copy.registerOffset = registerOffset;
        copy.checkpoint = checkpoint;
        copy.left = left;
        copy.matches = matches;
        return copy;
    }

    long checkpoint() {
        return checkpoint;
    }

    /** Source bytes of exceptions since the start, by their SHA-256. */
    Map<String, byte[]> raw() {
        return raw;
    }

    /** Where the topics end that it has read, as {@code kafka-get-offsets.sh} prints it. */
    String sourceOffsets() {
        StringBuilder lines = new StringBuilder("# what the source has\n\n");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lines.append(ACTIONS + ":" + partition + ":" + offsets[partition] + "\n");
        }
        return lines.append(REGISTER + ":0:" + registerOffset + "\n").toString();
    }

    /** Leaves its log for another one: what is brought forward to that, less so much of each number. */
    List<EvidenceRecord> leave(long lost) {
        left = checkpoint;
        out = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            out.add(start("actions", ACTIONS, partition, offsets[partition] - lost));
        }
        out.add(start("register", REGISTER, 0, registerOffset - lost));
        Map<String, Long> forward = new TreeMap<>(totals);
        forward.merge("selected", -lost, Long::sum);
        forward.merge("authorised", -lost, Long::sum);
        out.add(accounts().control(forward));
        out.add(accounts().sequence(matches - lost));
        return out;
    }

    private EvidenceRecord start(String input, String topic, int partition, long offset) {
        return accounts().partition(input, topic, partition, offset, offset, -1, Map.of());
    }

    /** Reads so many records of each partition of the actions, and three of the register: one checkpoint's lines. */
    List<EvidenceRecord> step(int records) {
        out = new ArrayList<>();
        checkpoint++;
        ratify();
        List<Action> judged = new ArrayList<>(pending);
        pending.clear();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            judged.addAll(actions(partition, records));
        }
        pending.add(judged.remove(judged.size() - 1));
        totals.put("pending", 1L);
        judged.forEach(this::judge);
        register();
        out.add(accounts().control(totals));
        out.add(accounts().sequence(matches));
        heartbeat(records);
        return out;
    }

    private List<Action> actions(int partition, int records) {
        List<Action> actions = new ArrayList<>();
        long from = offsets[partition];
        long offset = from;
        long outOfScope = 0;
        long gap = -1;
        for (int i = 0; i < records; i++) {
            if (i == records / 2) {
                gap = offset++;
            }
            if (i % 5 == 4) {
                outOfScope++;
            } else {
                Action action = action(partition, offset);
                actions.add(action);
                out.add(EvidenceRecord.of(action, FixtureRecords.contentSha256(action)));
                totals.merge("selected", 1L, Long::sum);
                if (offset % 9 == 0) {
                    matches++;
                    out.add(EvidenceRecord.of(
                            new Match(FixtureRecords.id("match", action), SEQUENCE, action.time(), "k", List.of("e"))));
                }
            }
            offset++;
        }
        offsets[partition] = offset;
        out.add(accounts()
                .partition(
                        "actions",
                        ACTIONS,
                        partition,
                        from,
                        offset,
                        gap,
                        Map.of("in_scope", (long) actions.size(), "out_of_scope/NO_ASSET", outOfScope)));
        return actions;
    }

    private void judge(Action action) {
        long offset = action.raw() == null ? 0 : action.raw().offset();
        VerdictOutcome outcome = switch ((int) (offset % 3)) {
            case 0 -> VerdictOutcome.AUTHORISED;
            case 1 -> VerdictOutcome.EXCEPTION;
            default -> VerdictOutcome.INDETERMINATE;
        };
        Verdict verdict = FixtureRecords.verdict(action, outcome, 1, rulesDigest);
        out.add(EvidenceRecord.of(verdict, null));
        totals.merge(verdict.outcome().name().toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
        if (outcome == VerdictOutcome.EXCEPTION && offset % 2 == 0) {
            toRatify.add(FixtureRecords.verdict(action, VerdictOutcome.RATIFIED, 2, rulesDigest));
        }
    }

    private void ratify() {
        for (Verdict verdict : toRatify) {
            out.add(EvidenceRecord.of(verdict, VerdictOutcome.EXCEPTION));
            totals.merge("exception", -1L, Long::sum);
            totals.merge("ratified", 1L, Long::sum);
        }
        toRatify.clear();
    }

    private void register() {
        long from = registerOffset;
        for (int i = 0; i < 2; i++) {
            change(List.of());
        }
        Mark mark = new Mark("tickets", time());
        out.add(EvidenceRecord.of(
                mark, Hash.sha256(EvidenceCodec.write(mark)).toHex(), FixtureRecords.rawOf(registerOffset++)));
        out.add(accounts()
                .partition("register", REGISTER, 0, from, registerOffset, -1, Map.of("register", 2L, "marks", 1L)));
    }

    /** A version of a change; so many implementers that it is too long for a line are kept apart. */
    private void change(List<String> implementers) {
        Change change = FixtureRecords.change(registerOffset, time(), implementers);
        out.add(EvidenceRecord.of(
                change, Hash.sha256(EvidenceCodec.write(change)).toHex(), FixtureRecords.rawOf(registerOffset++)));
    }

    /** One checkpoint in which nothing comes but a record of the register that is too long for a line. */
    List<EvidenceRecord> stepWithLongRecord() {
        out = new ArrayList<>();
        checkpoint++;
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add("person-" + i + "@example.org");
        }
        long from = registerOffset;
        change(many);
        out.add(accounts().partition("register", REGISTER, 0, from, registerOffset, -1, Map.of("register", 1L)));
        heartbeat(1);
        return out;
    }

    /** One checkpoint in which the source delivers nothing, and which comes so many steps late. */
    List<EvidenceRecord> stepWithNothing(int late) {
        out = new ArrayList<>();
        long before = checkpoint++;
        out.add(accounts().heartbeat(0, time().minus(STEP), START.plus(STEP.multipliedBy(before + 1 + late))));
        return out;
    }

    private Instant time() {
        return START.plus(STEP.multipliedBy(checkpoint));
    }

    private Action action(int partition, long offset) {
        if (offset % 3 == 1) {
            byte[] source = FixtureRecords.source(partition, offset);
            raw.put(Hash.sha256(source).toHex(), source);
        }
        return FixtureRecords.action(partition, offset);
    }

    private FixtureAccounts accounts() {
        return new FixtureAccounts(checkpoint, checkpoint - left, time());
    }

    private void heartbeat(long events) {
        out.add(accounts().heartbeat(events, time().minus(STEP), time()));
    }
}
