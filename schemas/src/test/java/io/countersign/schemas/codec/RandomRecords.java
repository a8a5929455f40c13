package io.countersign.schemas.codec;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Entitlement;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.FreezeScope;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records of every type, each of whose members takes every kind of value that its contract allows. */
final class RandomRecords {

    private static final long YEAR_0 = -62_167_219_200_000L;
    private static final long YEAR_2000 = 946_684_800_000L;
    private static final long YEAR_10000 = 253_402_300_800_000L;
    private static final long MAX_EXACT = (1L << 53) - 1;

    private final Random random;

    RandomRecords(Random random) {
        this.random = random;
    }

    CanonicalRecord any() {
        return switch (random.nextInt(7)) {
            case 0 -> action();
            case 1 -> change();
            case 2 -> freeze();
            case 3 -> identity();
            case 4 -> credential();
            case 5 -> recording();
            default -> new Mark(text(), recordTime());
        };
    }

    private Action action() {
        return new Action(
                text(),
                recordTime(),
                text(),
                new Actor(text(), any(ActorKind.values()), maybe(this::text), maybe(this::text), list(this::text)),
                maybe(() -> new Asset(text(), text(), text(), text())),
                any(Operation.values()),
                maybe(this::text),
                any(ActionOutcome.values()),
                maybe(this::text),
                maybe(this::text),
                maybe(random::nextBoolean),
                maybe(() -> new Origin(maybe(this::text), maybe(this::text))),
                maybe(() -> new RawReference(
                        text(), random.nextInt() & Integer.MAX_VALUE, version(), text(), maybe(this::text))));
    }

    private Change change() {
        return new Change(
                text(),
                version(),
                recordTime(),
                text(),
                any(ChangeKind.values()),
                any(ChangeState.values()),
                maybe(this::interval),
                new Scope(list(this::text), list(this::text), list(this::text), list(this::text), list(this::text)),
                maybe(this::text),
                list(this::text),
                list(() -> new Approval(text(), instant(), any(Decision.values()))));
    }

    private Freeze freeze() {
        return new Freeze(
                text(),
                version(),
                recordTime(),
                text(),
                any(FreezeState.values()),
                interval(),
                new FreezeScope(list(this::text), list(this::text)),
                list(this::text));
    }

    private Identity identity() {
        return new Identity(
                text(),
                version(),
                recordTime(),
                text(),
                random.nextBoolean() ? ActorKind.MACHINE : ActorKind.HUMAN,
                list(this::text),
                maybe(this::text),
                any(IdentityState.values()),
                list(() -> new Entitlement(
                        text(),
                        list(this::text),
                        list(this::text),
                        maybe(this::text),
                        maybe(this::instant),
                        maybe(this::instant),
                        maybe(this::instant))));
    }

    private Credential credential() {
        return new Credential(
                text(),
                version(),
                recordTime(),
                text(),
                text(),
                any(CredentialState.values()),
                instant(),
                maybe(this::text));
    }

    private Recording recording() {
        return new Recording(
                text(), version(), recordTime(), text(), text(), any(RecordingState.values()), maybe(this::interval));
    }

    private Interval interval() {
        Instant one = instant();
        Instant other = random.nextInt(4) == 0 ? one : instant();
        return one.isAfter(other) ? new Interval(other, one) : new Interval(one, other);
    }

    private long version() {
        return switch (random.nextInt(4)) {
            case 0 -> MAX_EXACT;
            case 1 -> -MAX_EXACT;
            case 2 -> random.nextInt(3);
            default -> random.nextLong() >> 11;
        };
    }

    private Instant instant() {
        return between(YEAR_0);
    }

    private Instant recordTime() {
        return between(YEAR_2000);
    }

    private Instant between(long first) {
        return Instant.ofEpochMilli(
                switch (random.nextInt(8)) {
                    case 0 -> first;
                    case 1 -> YEAR_10000 - 1;
                    default -> first + (long) (random.nextDouble() * (YEAR_10000 - first));
                });
    }

    private String text() {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "null";
            case 2 -> "2026-03-31T22:00:00Z";
            case 3 -> "\"\\/\b\t\n\f\r\u0000\u001f\u007f\u2028\u202e\ufeff\ud83d\ude00\udbff\udfff";
            default -> anyCharacters();
        };
    }

    private String anyCharacters() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? 'x' : codePoint);
        }
        return text.toString();
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }
}
