package io.countersign.launcher.replay;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Actions evenly over a month, of bots that each have a system of their own and a release of it every five days, half
 * of the time; now and then one is elsewhere, and every sixth release is an emergency that is approved when it is over.
 * Some are granted something, use it and give it back.
 *
 * @param actions how many there are
 */
record Month(long actions) {

    static final Instant BEGIN = Instant.parse("2026-05-01T00:00:00Z");

    /** How far the sources of the register have come. */
    static final Instant THROUGH = BEGIN.plus(Duration.ofDays(30)).minus(Duration.ofHours(6));

    private static final int SYSTEMS = 200;
    private static final int RELEASES = 6;
    private static final Duration BETWEEN = Duration.ofDays(5);
    private static final Duration WINDOW = Duration.ofHours(60);

    /** The time of the last action. */
    Instant end() {
        return at(actions - 1);
    }

    private Instant at(long number) {
        long step = Duration.ofDays(30).toMillis() / actions;
        return BEGIN.plusMillis(number * step);
    }

    Action action(long number) {
        // Of each thousand the first three are of one bot, which is granted something, uses it and gives it back.
        long place = number % 1_000;
        long mixed = ((place < 3 ? number - place : number) * 0x9E3779B97F4A7C15L) >>> 1;
        int system = (int) (mixed % SYSTEMS);
        int bot = (mixed / SYSTEMS) % 40 == 0 ? (system + 1) % SYSTEMS : system;
        Operation operation = place == 0 ? Operation.GRANT : place == 2 ? Operation.REVOKE : Operation.WRITE;
        return new Action(
                "act-" + number,
                at(number),
                "cloudtrail",
                new Actor("bot-" + bot, ActorKind.MACHINE, null, null, List.of()),
                new Asset("ledger-" + system, "system-" + system, "production", "ledger"),
                operation,
                "journal-" + mixed % 7,
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                null,
                null);
    }

    List<RegisterRecord> register() {
        List<RegisterRecord> register = new ArrayList<>();
        for (int system = 0; system < SYSTEMS; system++) {
            register.add(new Identity(
                    "bot-" + system,
                    1,
                    BEGIN.minus(Duration.ofDays(30)),
                    "inventory",
                    ActorKind.MACHINE,
                    List.of(),
                    "usr-owner",
                    IdentityState.ACTIVE,
                    List.of()));
            for (int release = 0; release < RELEASES; release++) {
                register.add(release(system, release));
            }
        }
        return register;
    }

    private static Change release(int system, int number) {
        boolean emergency = (system + number) % RELEASES == 0;
        Instant start = BEGIN.plus(BETWEEN.multipliedBy(number)).plus(Duration.ofMinutes(17L * system));
        Instant recordedAt = emergency ? start.plus(WINDOW) : start.minus(Duration.ofHours(2));
        return new Change(
                "CHG-" + system + "-" + number,
                1,
                recordedAt,
                "servicenow",
                emergency ? ChangeKind.EMERGENCY : ChangeKind.NORMAL,
                ChangeState.APPROVED,
                new Interval(start, start.plus(WINDOW)),
                new Scope(
                        List.of("system-" + system),
                        List.of("production"),
                        List.of("bot-" + system),
                        List.of(),
                        List.of()),
                "usr-requester",
                List.of(),
                List.of(new Approval("usr-approver", recordedAt, Decision.APPROVED)));
    }

    List<Mark> marks() {
        return List.of(new Mark("servicenow", THROUGH), new Mark("inventory", THROUGH));
    }
}
