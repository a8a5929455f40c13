package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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
    private final List<ObjectNode> inventory = new ArrayList<>();
    private final List<Planted> planted = new ArrayList<>();
    private final SortedMap<String, List<String>> authorised = new TreeMap<>();
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

    Ticket ticket(String kind) {
        nextTicket += 1 + random.nextInt(7);
        Ticket ticket = new Ticket("CHG00%05d".formatted(nextTicket), kind);
        tickets.add(ticket);
        return ticket;
    }

    /** A machine identity of the inventory that acts through a role of the same name. */
    String role(String name) {
        return identity(name, "machine", CloudTrailLog.roleArn(name));
    }

    String identity(String id, String kind, String alias) {
        ObjectNode identity = register("identity", id, MONDAY.minus(Duration.ofDays(30)));
        identity.put("kind", kind);
        identity.putArray("aliases").add(alias);
        identity.put("owner", "usr-own");
        identity.put("state", "active");
        identity.putArray("entitlements");
        return id;
    }

    void freeze(String id, String system, Instant start, Instant end) {
        ObjectNode freeze = register("freeze", id, MONDAY.minus(Duration.ofDays(20)));
        freeze.put("state", "active");
        freeze.putObject("window").put("start", start.toString()).put("end", end.toString());
        freeze.putObject("scope").putArray("systems").add(system);
    }

    private ObjectNode register(String type, String id, Instant recordedAt) {
        ObjectNode node = CloudTrailLog.JSON.createObjectNode();
        node.put("type", type);
        node.put("id", id);
        node.put("version", 1);
        node.put("recorded_at", recordedAt.toString());
        node.put("source", "inventory");
        inventory.add(node);
        return node;
    }

    void plant(String source, String actionId, String outcome, String reason, @Nullable String nearest, String story) {
        planted.add(new Planted(source, actionId, outcome, reason, nearest, story));
    }

    void authorise(String change, String actionId) {
        authorised.computeIfAbsent(change, unused -> new ArrayList<>()).add(actionId);
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

    /** An action as the pipeline itself reports it: canonical JSON that names its change. */
    void sendPipelineAction(
            String id, Instant at, String identity, String system, String operation, @Nullable String change) {
        ObjectNode action = CloudTrailLog.JSON.createObjectNode();
        action.put("type", "action");
        action.put("id", id);
        action.put("time", at.toString());
        action.put("source", "pipeline");
        action.putObject("actor").put("principal", identity).put("kind", "machine");
        action.putObject("asset")
                .put("id", system + "-prod")
                .put("system", system)
                .put("environment", "production")
                .put("class", "ledger");
        action.put("operation", operation);
        action.put("object", "ledger_schema");
        action.put("outcome", "success");
        action.put("change_ref", change);
        action.put("run_id", "run-" + Math.abs(id.hashCode() % 100_000));
        send(at.plusSeconds(5), Topics.PIPELINE, null, CloudTrailLog.bytes(action));
    }

    Scenario finish() {
        pollTickets();
        pollInventory();
        deliveries.sort(Comparator.comparing(Delivery::at));
        return new Scenario(
                deliveries.stream().map(Delivery::message).toList(),
                new Truth(planted, authorised, quarantined, duplicates));
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

    private void pollInventory() {
        Instant first = MONDAY.minus(Duration.ofDays(3)).plusSeconds(30);
        for (ObjectNode each : inventory) {
            send(first, Topics.INVENTORY, "inventory", CloudTrailLog.bytes(each));
        }
        for (Instant poll = MONDAY.minus(Duration.ofDays(3)).plusSeconds(40);
                poll.isBefore(LAST_POLL.plus(Duration.ofDays(3)));
                poll = poll.plus(POLL_INTERVAL)) {
            String mark = "{\"type\":\"mark\",\"source\":\"inventory\",\"complete_through\":\"" + poll + "\"}";
            send(poll.plusSeconds(5), Topics.INVENTORY, "inventory", mark.getBytes(StandardCharsets.UTF_8));
        }
    }
}
