package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.scenario.Register.Entitlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a week is put together: who there is, what is delivered when, and what must be found. */
final class Stage {

    static final Instant MONDAY = Instant.parse("2026-06-29T00:00:00Z");

    /** The last instant the ticket system answers for; it is silent from then on. */
    static final Instant LAST_POLL = MONDAY.plus(Duration.ofHours(6 * 24 + 12));

    static final int CLOUDTRAIL_PARTITIONS = 2;

    private static final Duration POLL_INTERVAL = Duration.ofHours(6);

    final Random random;
    final CloudTrailLog cloudTrail;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Ticket> tickets = new ArrayList<>();
    final Register register = new Register();
    private final List<Planted> planted = new ArrayList<>();
    private final List<PlantedMatch> matches = new ArrayList<>();
    private final List<Authorised> authorised = new ArrayList<>();
    private final SortedMap<String, Integer> quarantined = new TreeMap<>();
    private int duplicates;
    private int nextTicket;

    /** Something that reaches Kafka at an instant; equal instants keep the order in which they were added. */
    private record Delivery(Instant at, ScenarioMessage message) {}

    Stage(Random random) {
        this.random = random;
        cloudTrail = new CloudTrailLog(random);
        nextTicket = 30_000 + random.nextInt(5_000);
    }

    /** An instant of the working week: a day from 0 (Monday), an hour, and any second of it. */
    Instant at(int day, int hour) {
        return MONDAY.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour)).plusSeconds(random.nextInt(3_600));
    }

    /** An instant at which people work. */
    Instant workingHour() {
        return at(random.nextInt(5), 8 + random.nextInt(9));
    }

    /** An action by a role, delivered; its event id. */
    String act(String role, Instant at, CloudTrailLog.Call call, String where, String key) {
        String id = cloudTrail.newId();
        deliver(cloudTrail.event(id, at, cloudTrail.role(role, "job-" + random.nextInt(1_000), at), call, where, key));
        return id;
    }

    Ticket ticket(String kind) {
        nextTicket += 1 + random.nextInt(7);
        Ticket ticket = new Ticket("CHG00%05d".formatted(nextTicket), kind);
        tickets.add(ticket);
        return ticket;
    }

    /**
     * A machine identity of the inventory that acts through a role of the same name, and may write, define and deploy on
     * systems in production.
     */
    String role(String name, String... systems) {
        return role(
                name,
                Stream.of(systems)
                        .map(system -> new Entitlement(system, "write", "define", "deploy"))
                        .toList());
    }

    String role(String name, List<Entitlement> entitlements) {
        return identity(name, "machine", CloudTrailLog.roleArn(name), entitlements);
    }

    String identity(String id, String kind, String alias, List<Entitlement> entitlements) {
        register.identity(id, kind, alias, "usr-own", entitlements);
        return id;
    }

    /** What {@code release-window} must say at last. */
    void plant(String source, String actionId, String outcome, String reason, @Nullable String nearest, String story) {
        planted.add(new Planted(Rules.RELEASE_WINDOW, source, actionId, outcome, reason, nearest, story));
    }

    /** An exception to a control that knows of no changes. */
    void plantException(String control, String source, String actionId, String reason, String story) {
        planted.add(new Planted(control, source, actionId, "EXCEPTION", reason, null, story));
    }

    void plantMatch(String sequence, String key, List<String> events, String story) {
        matches.add(new PlantedMatch(sequence, key, events, story));
    }

    /** An action that a change covers. */
    void cover(String change, String actionId) {
        authorised.add(new Authorised(Rules.RELEASE_WINDOW, "cloudtrail", actionId, change));
    }

    /** An action with which a control that knows of no changes is content. */
    void authorise(String control, String source, String actionId) {
        authorised.add(new Authorised(control, source, actionId, null));
    }

    void quarantine(String reason) {
        quarantined.merge(reason, 1, Integer::sum);
    }

    /** Delivers an event alone, some minutes after it happened, as a bare record or in an EventBridge envelope. */
    void deliver(ObjectNode event) {
        Instant at = Instant.parse(event.get("eventTime").asText()).plusSeconds(30 + random.nextInt(570));
        byte[] value = random.nextInt(3) == 0 ? CloudTrailLog.bridge(event) : CloudTrailLog.bytes(event);
        send(at, Topics.CLOUDTRAIL, null, value);
    }

    /** Delivers an event and, later, the very same message again. */
    void deliverTwice(ObjectNode event) {
        Instant at = Instant.parse(event.get("eventTime").asText()).plusSeconds(60);
        byte[] value = CloudTrailLog.bytes(event);
        send(at, Topics.CLOUDTRAIL, null, value);
        send(at.plusSeconds(1_800L + random.nextInt(3_600)), Topics.CLOUDTRAIL, null, value);
        duplicates++;
    }

    /** Delivers events as files of up to 12, in any order within a file, now and then hours late. */
    void deliverFiles(List<ObjectNode> events) {
        for (int from = 0; from < events.size(); from += 12) {
            List<ObjectNode> file = new ArrayList<>(events.subList(from, Math.min(events.size(), from + 12)));
            Instant last = file.stream()
                    .map(event -> Instant.parse(event.get("eventTime").asText()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            Collections.shuffle(file, random);
            long delaySeconds = random.nextInt(8) == 0 ? 4 * 3_600 : 300;
            send(last.plusSeconds(delaySeconds), Topics.CLOUDTRAIL, null, CloudTrailLog.file(file));
        }
    }

    void send(Instant at, String topic, @Nullable String key, byte[] value) {
        send(at, topic, key, null, value);
    }

    void send(Instant at, String topic, @Nullable String key, @Nullable Integer partition, byte[] value) {
        deliveries.add(new Delivery(at, new ScenarioMessage(topic, key, partition, at.toEpochMilli(), value)));
    }

    /** Delivers an action at once. */
    void deliver(CanonicalAction action) {
        send(action.at().plusSeconds(5), Topics.PIPELINE, null, action.toBytes());
    }

    Scenario finish() {
        pollTickets();
        poll(Register.INVENTORY, Topics.INVENTORY);
        poll(Register.PAM, Topics.PAM);
        deliveries.sort(Comparator.comparing(Delivery::at));
        return new Scenario(
                deliveries.stream().map(Delivery::message).toList(),
                new Truth(planted, authorised, matches, quarantined, duplicates));
    }

    private void pollTickets() {
        List<Ticket.Version> versions = new ArrayList<>();
        tickets.forEach(ticket -> versions.addAll(ticket.versions()));
        Instant since = Instant.EPOCH;
        for (Instant poll = MONDAY.minus(Duration.ofDays(3)); ; poll = poll.plus(POLL_INTERVAL)) {
            Instant until = poll.isAfter(LAST_POLL) ? LAST_POLL : poll;
            ObjectNode envelope = CloudTrailLog.JSON.createObjectNode();
            envelope.put("source", "servicenow");
            envelope.put("complete_through", until.toString());
            ArrayNode records = envelope.putArray("records");
            for (Ticket.Version version : versions) {
                if (version.recordedAt().isAfter(since) && !version.recordedAt().isAfter(until)) {
                    records.add(version.fields());
                }
            }
            send(until.plusSeconds(60), Topics.SERVICENOW, "servicenow", CloudTrailLog.bytes(envelope));
            if (until.equals(LAST_POLL)) {
                return;
            }
            since = until;
        }
    }

    /** Each record is there before the first mark that covers it. */
    private void poll(String source, String topic) {
        Instant first = MONDAY.minus(Duration.ofDays(3)).plusSeconds(30);
        for (Register.Entry entry : register.entriesOf(source)) {
            Instant known = entry.recordedAt().plusSeconds(1);
            send(known.isBefore(first) ? first : known, topic, source, CloudTrailLog.bytes(entry.fields()));
        }
        for (Instant poll = MONDAY.minus(Duration.ofDays(3)).plusSeconds(40);
                poll.isBefore(LAST_POLL.plus(Duration.ofDays(3)));
                poll = poll.plus(POLL_INTERVAL)) {
            send(poll.plusSeconds(5), topic, source, Register.mark(source, poll));
        }
    }
}
