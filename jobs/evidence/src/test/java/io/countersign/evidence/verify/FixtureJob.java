package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A job that reads made-up topics and keeps exact accounts: what it remembers between checkpoints, and what it writes. */
final class FixtureJob {

    static final String ACTIONS = "audit-log";
    static final String REGISTER = "register";
    static final int PARTITIONS = 2;
    static final String CONTROL = "C1";
    static final String SEQUENCE = "S1";
    private static final Instant START = Instant.parse("2026-03-31T22:00:00Z");
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
        control();
        sequence();
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
                out.add(EvidenceRecord.of(action, contentSha256(action)));
                totals.merge("selected", 1L, Long::sum);
                if (offset % 9 == 0) {
                    matches++;
                    out.add(EvidenceRecord.of(
                            new Match(id("match", action), SEQUENCE, action.time(), "k", List.of("e"))));
                }
            }
            offset++;
        }
        offsets[partition] = offset;
        partition(
                "actions",
                ACTIONS,
                partition,
                from,
                offset,
                gap,
                Map.of("in_scope", (long) actions.size(), "out_of_scope/NO_ASSET", outOfScope));
        return actions;
    }

    private static String contentSha256(Action action) {
        return Hash.sha256(EvidenceCodec.write(action)).toHex();
    }

    private static String id(String what, Object of) {
        return Hash.sha256((what + of).getBytes(StandardCharsets.UTF_8)).toHex().substring(0, 32);
    }

    private Action action(int partition, long offset) {
        byte[] source = ("source bytes " + partition + " " + offset).getBytes(StandardCharsets.UTF_8);
        String sha256 = Hash.sha256(source).toHex();
        if (offset % 3 == 1) {
            raw.put(sha256, source);
        }
        return new Action(
                "action-" + partition + "-" + offset,
                START.plusSeconds(offset),
                "postgres",
                new Actor("svc_loader", ActorKind.MACHINE, null, null, List.of("svc_parent")),
                new Asset("db/gl.journal", "ledger", "prod", "general-ledger"),
                Operation.WRITE,
                "public.journal_entries \u00e4\u20ac \"quoted\"",
                ActionOutcome.SUCCESS,
                null,
                "run-" + offset / 7,
                false,
                null,
                new RawReference(ACTIONS, partition, offset, sha256, "request-" + offset));
    }

    private void judge(Action action) {
        long offset = action.raw() == null ? 0 : action.raw().offset();
        VerdictOutcome outcome = switch ((int) (offset % 3)) {
            case 0 -> VerdictOutcome.AUTHORISED;
            case 1 -> VerdictOutcome.EXCEPTION;
            default -> VerdictOutcome.INDETERMINATE;
        };
        Verdict verdict = verdict(action, outcome, 1);
        out.add(EvidenceRecord.of(verdict, null));
        totals.merge(verdict.outcome().name().toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
        if (outcome == VerdictOutcome.EXCEPTION && offset % 2 == 0) {
            toRatify.add(verdict(action, VerdictOutcome.RATIFIED, 2));
        }
    }

    private Verdict verdict(Action action, VerdictOutcome outcome, int revision) {
        return new Verdict(
                id("verdict", action),
                CONTROL,
                action.time(),
                action.source(),
                contentSha256(action).substring(0, 32),
                "id-loader",
                outcome,
                outcome == VerdictOutcome.AUTHORISED ? null : Reason.NO_CHANGE,
                null,
                null,
                null,
                null,
                revision,
                List.of(),
                List.of(),
                rulesDigest);
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
        out.add(EvidenceRecord.of(mark, Hash.sha256(EvidenceCodec.write(mark)).toHex(), rawOf(registerOffset++)));
        partition("register", REGISTER, 0, from, registerOffset, -1, Map.of("register", 2L, "marks", 1L));
    }

    /** A version of a change; so many implementers that it is too long for a line are kept apart. */
    private void change(List<String> implementers) {
        Change change = new Change(
                "CHG-" + registerOffset,
                1,
                time(),
                "tickets",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                null,
                new Scope(List.of("ledger"), List.of(), List.of(), List.of(), List.of()),
                "alice",
                implementers,
                List.of());
        out.add(EvidenceRecord.of(
                change, Hash.sha256(EvidenceCodec.write(change)).toHex(), rawOf(registerOffset++)));
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
        partition("register", REGISTER, 0, from, registerOffset, -1, Map.of("register", 1L));
        heartbeat(1);
        return out;
    }

    /** One checkpoint in which the source delivers nothing, and which comes so many steps late. */
    List<EvidenceRecord> stepWithNothing(int late) {
        out = new ArrayList<>();
        long before = checkpoint++;
        account(
                EvidenceType.HEARTBEAT,
                json -> json.member("checkpoint", checkpoint)
                        .member("events", 0L)
                        .member("from", time().minus(STEP))
                        .member("n", checkpoint)
                        .member("source", "postgres")
                        .member("to", START.plus(STEP.multipliedBy(before + 1 + late)))
                        .member("type", "heartbeat"));
        return out;
    }

    private static RawReference rawOf(long offset) {
        return new RawReference(
                REGISTER, 0, offset, Hash.sha256(new byte[] {(byte) offset}).toHex(), null);
    }

    private Instant time() {
        return START.plus(STEP.multipliedBy(checkpoint));
    }

    private void account(EvidenceType type, Consumer<JsonWriter> members) {
        byte[] json = JsonWriter.forEvidence().object(members).toBytes();
        String id = Hash.sha256(json).toHex().substring(0, 32);
        out.add(new EvidenceRecord(type, id, time().toEpochMilli(), null, null, json));
    }

    private void partition(
            String input, String topic, int partition, long from, long to, long gap, Map<String, Long> dispositions) {
        long read = dispositions.values().stream().mapToLong(each -> each).sum();
        long gaps = gap < 0 ? 0 : 1;
        account(
                EvidenceType.ACCOUNTING,
                json -> json.member("bytes", read * 1000)
                        .member("checkpoint", checkpoint)
                        .member("dispositions", each -> new TreeMap<>(dispositions).forEach(each::member))
                        .member("gap_offsets", gaps)
                        .objects(
                                "gaps",
                                gaps == 0 ? List.<Long>of() : List.of(gap),
                                (value, each) -> each.member("from", value).member("to", value + 1))
                        .member("input", input)
                        .member("offset_from", from)
                        .member("offset_to", to)
                        .member("partition", partition)
                        .member("read", read)
                        .member("records", to - from - gaps)
                        .member("subject", "partition")
                        .member("topic", topic)
                        .member("type", "accounting"));
    }

    private void control() {
        account(
                EvidenceType.ACCOUNTING,
                json -> json.member("authorised", totals.get("authorised"))
                        .member("checkpoint", checkpoint)
                        .member("exception", totals.get("exception"))
                        .member("indeterminate", totals.get("indeterminate"))
                        .member("n", checkpoint)
                        .member("name", CONTROL)
                        .member("pending", totals.get("pending"))
                        .member("ratified", totals.get("ratified"))
                        .member("selected", totals.get("selected"))
                        .member("subject", "control")
                        .member("type", "accounting"));
    }

    private void sequence() {
        account(
                EvidenceType.ACCOUNTING,
                json -> json.member("checkpoint", checkpoint)
                        .member("matches", matches)
                        .member("n", checkpoint)
                        .member("name", SEQUENCE)
                        .member("subject", "sequence")
                        .member("type", "accounting"));
    }

    private void heartbeat(long events) {
        account(
                EvidenceType.HEARTBEAT,
                json -> json.member("checkpoint", checkpoint)
                        .member("events", events)
                        .member("from", time().minus(STEP))
                        .member("n", checkpoint)
                        .member("source", "postgres")
                        .member("to", time())
                        .member("type", "heartbeat"));
    }
}
