package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.scenario.CloudTrailLog.Call;
import io.countersign.launcher.scenario.Register.Entitlement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A quarter-end week of Northwind Ledger, a company that does not exist: nightly releases by five machine identities, a
 * quarter-end close, a freeze, emergencies, people and noise, and everything that goes wrong in {@link Incidents} and beside it.
 */
public final class QuarterEndWeek {

    private static final List<String> CREW =
            List.of("ci-gl-deployer", "ci-payroll-deployer", "erp-sync", "recon-bot", "reporting-loader");
    private static final String CLOSE_ROLE = "quarter-close-bot";

    private final Stage stage;
    private final boolean closeApproved;
    private final List<ObjectNode> filed = new ArrayList<>();

    private QuarterEndWeek(long seed, boolean closeApproved) {
        stage = new Stage(new Random(seed));
        this.closeApproved = closeApproved;
    }

    /** The week; the seed varies everything but the kinds of things that happen. */
    public static Scenario generate(long seed) {
        return new QuarterEndWeek(seed, true).play();
    }

    /** The same week, but for the approval of the quarter-end close: its actions are exceptions, nothing else changes. */
    public static Scenario generateWithoutApprovalOfTheClose(long seed) {
        return new QuarterEndWeek(seed, false).play();
    }

    private Scenario play() {
        for (String identity : CREW) {
            if (identity.equals("erp-sync")) {
                ObjectNode user = CloudTrailLog.user(identity);
                stage.identity(
                        identity,
                        "machine",
                        CloudTrailLog.userArn(identity),
                        List.of(new Entitlement(systemOf(identity), "write", "define", "deploy")));
                stage.register.soundCredential(user.get("accessKeyId").asText(), identity);
            } else {
                stage.role(identity, systemOf(identity));
            }
        }
        stage.register.freeze(
                "FRZ-2026Q2",
                "tax-ledger",
                Stage.MONDAY.plus(Duration.ofHours(2 * 24 + 10)),
                Stage.MONDAY.plus(Duration.ofHours(2 * 24 + 16)));
        for (int day = 0; day < 5; day++) {
            for (String identity : CREW) {
                release(identity, day);
            }
        }
        close();
        emergencyDuringTheFreeze();
        new Incidents(stage).plantAll();
        new ScopeIncidents(stage).plantAll();
        new KeyIncidents(stage).plantAll();
        new WarehouseSessions(stage).playAll();
        new RetiredBots(stage).plantAll();
        noise();
        poison();
        stage.deliverFiles(filed);
        tail();
        return stage.finish();
    }

    /** A night's release: approved in time, and everything inside it, its first and its last second included. */
    private void release(String identity, int day) {
        Instant start = stage.at(day, 18 + stage.random.nextInt(3));
        Instant end = start.plus(Duration.ofHours(2));
        String system = systemOf(identity);
        Ticket ticket = stage.ticket(stage.random.nextInt(4) == 0 ? "standard" : "normal")
                .scope(system, "production", identity)
                .window(start, end)
                .save(start.minus(Duration.ofHours(50)), -5)
                .save(start.minus(Duration.ofHours(40)), -3)
                .approvedBy(stage.random.nextBoolean() ? "usr-ann" : "usr-bea", start.minus(Duration.ofHours(11)))
                .save(start.minus(Duration.ofHours(10)), -2)
                .save(end.plus(Duration.ofHours(8)), 3);
        int actions = 15 + stage.random.nextInt(6);
        for (int i = 0; i < actions; i++) {
            Instant at = start.plusSeconds(i == 0 ? 0 : i == 1 ? 7_199 : stage.random.nextInt(7_200));
            String id = stage.cloudTrail.newId();
            stage.cover(ticket.number(), id);
            stage.authorise(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id);
            if (identity.equals("erp-sync")) {
                stage.authorise(Rules.ROTATION_OVERDUE, "cloudtrail", id);
            }
            spread(stage.cloudTrail.event(id, at, caller(identity, start), anyChange(), system + "-prod", anyKey()));
        }
    }

    private static String systemOf(String identity) {
        return identity.equals("ci-payroll-deployer") || identity.equals("recon-bot") ? "payroll" : "general-ledger";
    }

    private ObjectNode caller(String identity, Instant since) {
        return identity.equals("erp-sync")
                ? CloudTrailLog.user(identity)
                : stage.cloudTrail.role(identity, "run-" + since.getEpochSecond() % 10_000, since);
    }

    private Call anyChange() {
        Call[] calls = {Call.PUT_OBJECT, Call.PUT_OBJECT, Call.DELETE_OBJECT, Call.MODIFY_CLUSTER, Call.UPDATE_FUNCTION
        };
        return calls[stage.random.nextInt(calls.length)];
    }

    private String anyKey() {
        return "journals/2026Q2/je-%06d.csv".formatted(stage.random.nextInt(1_000_000));
    }

    private void spread(ObjectNode event) {
        switch (stage.random.nextInt(10)) {
            case 0 -> stage.deliverTwice(event);
            case 1, 2, 3 -> stage.deliver(event);
            default -> filed.add(event);
        }
    }

    /** The quarter-end close: one change, one role, a handful of actions. */
    private void close() {
        stage.role(CLOSE_ROLE, "general-ledger");
        Instant start = stage.at(1, 22);
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", CLOSE_ROLE)
                .window(start, start.plus(Duration.ofHours(1)))
                .save(start.minus(Duration.ofHours(30)), -3);
        if (closeApproved) {
            ticket.approvedBy("usr-ann", start.minus(Duration.ofHours(9)));
        }
        ticket.save(start.minus(Duration.ofHours(8)), -2);
        for (int i = 0; i < 8; i++) {
            String id = stage.cloudTrail.newId();
            Instant at = start.plusSeconds(stage.random.nextInt(3_600));
            stage.authorise(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id);
            if (closeApproved) {
                stage.cover(ticket.number(), id);
            } else {
                stage.plant(
                        "cloudtrail", id, "EXCEPTION", "NOT_APPROVED", ticket.number(), "the close was not approved");
            }
            stage.deliver(stage.cloudTrail.event(
                    id, at, caller(CLOSE_ROLE, start), Call.PUT_OBJECT, "general-ledger-prod", "close/" + i + ".csv"));
        }
    }

    /** An emergency change, approved in time, passes the freeze. */
    private void emergencyDuringTheFreeze() {
        String role = stage.role("tax-hotfix", "tax-ledger");
        Instant at = stage.at(2, 12);
        Ticket ticket = stage.ticket("emergency")
                .scope("tax-ledger", "production", role)
                .window(at.minus(Duration.ofMinutes(30)), at.plus(Duration.ofMinutes(30)))
                .approvedBy("usr-bea", at.minus(Duration.ofHours(2)))
                .save(at.minus(Duration.ofHours(1)), -2);
        String id = stage.cloudTrail.newId();
        stage.cover(ticket.number(), id);
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id);
        stage.deliver(stage.cloudTrail.event(id, at, caller(role, at), Call.UPDATE_FUNCTION, "tax-ledger-prod", ""));
    }

    /** Reading, people, staging, and things that are nobody's ledger. */
    private void noise() {
        for (int i = 0; i < 300; i++) {
            Instant at = stage.at(stage.random.nextInt(6), stage.random.nextInt(24));
            String id = stage.cloudTrail.newId();
            ObjectNode event = switch (i % 4) {
                case 0 ->
                    stage.cloudTrail.event(
                            id, at, caller("recon-bot", at), Call.GET_OBJECT, "general-ledger-prod", anyKey());
                case 1 ->
                    stage.cloudTrail.event(
                            id,
                            at,
                            stage.cloudTrail.role(
                                    "AWSReservedSSO_Accounting_0123456789abcdef", "lena@northwind.example", at),
                            Call.PUT_OBJECT,
                            "general-ledger-prod",
                            anyKey());
                default ->
                    stage.cloudTrail.event(
                            id, at, caller("web-deployer", at), Call.PUT_OBJECT, "website-prod", "index.html");
            };
            filed.add(event);
        }
    }

    /** What no reader can read, and no job may fall over. */
    private void poison() {
        Instant at = stage.at(1, 9);
        ObjectNode event = stage.cloudTrail.event(
                stage.cloudTrail.newId(), at, caller("erp-sync", at), Call.PUT_OBJECT, "general-ledger-prod", "x");
        String sound = event.toString();
        poison(at, Topics.CLOUDTRAIL, "NOT_JSON", "<html>503 Service Unavailable</html>");
        poison(at, Topics.CLOUDTRAIL, "NOT_JSON", "{\"Records\":[{\"eventVersion\":\"1.09\",\"userIden");
        poison(at, Topics.CLOUDTRAIL, "DUPLICATE_KEY", sound.replace("\"eventID\"", "\"eventName\":\"x\",\"eventID\""));
        poison(at, Topics.CLOUDTRAIL, "TRAILING_CONTENT", sound + sound);
        poison(at, Topics.CLOUDTRAIL, "MISSING_FIELD", sound.replace("\"eventTime\"", "\"eventTimes\""));
        poison(
                at,
                Topics.CLOUDTRAIL,
                "BAD_TIME",
                sound.replaceAll("\"eventTime\":\"[^\"]*\"", "\"eventTime\":\"noon\""));
        poison(
                at,
                Topics.CLOUDTRAIL,
                "TIME_OUT_OF_RANGE",
                sound.replaceAll("\"eventTime\":\"[^\"]*\"", "\"eventTime\":\"1970-01-21T16:00:00Z\""));
        poison(at, Topics.CLOUDTRAIL, "NUMBER_RANGE", sound.replaceFirst("\\{", "{\"big\":1e999999999,"));
        poison(at, Topics.CLOUDTRAIL, "TOO_DEEP", "[".repeat(2_000) + "]".repeat(2_000));
        poison(at, Topics.CLOUDTRAIL, "EMPTY", "");
        poison(at, Topics.PIPELINE, "UNKNOWN_TYPE", "{\"type\":\"deed\",\"id\":\"1\"}");
        stage.send(at, Topics.CLOUDTRAIL, null, new byte[] {(byte) 0xc3, 0x28, '{', '}'});
        stage.quarantine("NOT_UTF8");
    }

    private void poison(Instant at, String topic, String reason, String text) {
        stage.send(at, topic, null, text.getBytes(StandardCharsets.UTF_8));
        stage.quarantine(reason);
    }

    /** Reading goes on after the ticket system has gone silent, so that event time does too. */
    private void tail() {
        Instant last = Stage.LAST_POLL.plus(Duration.ofHours(11));
        for (int partition = 0; partition < Stage.CLOUDTRAIL_PARTITIONS; partition++) {
            ObjectNode read = stage.cloudTrail.event(
                    stage.cloudTrail.newId(),
                    last,
                    caller("recon-bot", last),
                    Call.GET_OBJECT,
                    "general-ledger-prod",
                    "x");
            stage.send(last.plusSeconds(60), Topics.CLOUDTRAIL, null, partition, CloudTrailLog.bytes(read));
        }
        stage.deliver(new CanonicalAction("pipeline", "tail-" + stage.random.nextInt(1_000), last, "recon-bot")
                .did("read", "ledger_schema", "general-ledger", "ledger")
                .inRun(null));
    }
}
