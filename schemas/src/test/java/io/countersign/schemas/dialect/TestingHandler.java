package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps what a dialect hands over, in its order. */
final class TestingHandler implements EventHandler {

    /** A scope file that puts everything CloudTrail says into one asset. */
    static final String EVERYTHING = """
            assets:
              - id: all
                system: general-ledger
                environment: production
                class: ledger
                match: [{ dialect: aws.cloudtrail }]
            """;

    /** One event that could not be read. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {}

    final List<Action> actions = new ArrayList<>();
    final List<RegisterRecord> registered = new ArrayList<>();
    final List<Mark> marks = new ArrayList<>();
    final List<Unreadable> unreadable = new ArrayList<>();
    final Map<String, Integer> noActions = new TreeMap<>();
    final Map<String, Integer> outOfScope = new TreeMap<>();

    /** What each call was, in order. */
    final List<String> calls = new ArrayList<>();

    /** A built-in dialect over a scope file. */
    static Dialect dialect(String name, String assetsYaml) {
        try {
            return new Dialects(assetsYaml, Duration.ofMinutes(5)).create(name, null);
        } catch (InvalidFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What a dialect makes of a message outside Kafka. */
    static TestingHandler read(Dialect dialect, String json) {
        return read(dialect, json.getBytes(StandardCharsets.UTF_8), null);
    }

    /** What a dialect makes of a message with a timestamp. */
    @SuppressWarnings("NullAway") // It does not see in class files that the component may be null.
    static TestingHandler read(Dialect dialect, byte @Nullable [] value, @Nullable Long timestampMillis) {
        TestingHandler handler = new TestingHandler();
        dialect.read(new Message("topic", 3, 42, timestampMillis, value), handler);
        return handler;
    }

    /** The one change that was handed over, and nothing else. */
    Change onlyChange() {
        if (registered.size() != 1 || calls.size() != 1) {
            throw new AssertionError("expected one change, got " + calls);
        }
        return (Change) registered.get(0);
    }

    /** The one action that was handed over, and nothing else. */
    Action onlyAction() {
        if (actions.size() != 1 || calls.size() != 1) {
            throw new AssertionError("expected one action, got " + calls);
        }
        return actions.get(0);
    }

    @Override
    public void action(Action action) {
        calls.add("action");
        actions.add(action);
    }

    @Override
    public void register(RegisterRecord registerRecord) {
        calls.add("register");
        registered.add(registerRecord);
    }

    @Override
    public void mark(Mark mark) {
        calls.add("mark");
        marks.add(mark);
    }

    @Override
    public void outOfScope(String source, String reason) {
        calls.add("outOfScope " + reason);
        outOfScope.merge(reason, 1, Integer::sum);
    }

    @Override
    public void noAction(String source, String reason) {
        calls.add("noAction " + reason);
        noActions.merge(reason, 1, Integer::sum);
    }

    @Override
    public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
        calls.add("unreadable " + reason + " " + detail);
        unreadable.add(new Unreadable(source, reason, detail, raw));
    }
}
