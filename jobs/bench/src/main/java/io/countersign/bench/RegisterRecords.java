package io.countersign.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The register of a workload: change requests as polls of ServiceNow's Table API, identities and freezes as canonical
 * JSON. The same seed gives the same bytes.
 */
final class RegisterRecords {

    /** Versions of each change: submitted, then approved or closed. */
    static final int VERSIONS = 2;

    static final String CHANGES = "servicenow";
    static final String INVENTORY = "inventory";

    private static final int POLL_SIZE = 50;
    private static final Duration WINDOW = Duration.ofHours(2);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Random random;
    private final Workload workload;

    RegisterRecords(long seed, Workload workload) {
        random = new Random(seed);
        this.workload = workload;
    }

    /** How many versions {@link #changes} writes. */
    static int changeVersions(Workload workload) {
        return VERSIONS * (workload.liveChanges() + workload.pastChanges());
    }

    /** How many records {@link #inventory} writes. */
    static int inventoryRecords(Workload workload) {
        return workload.identities() + Company.SYSTEMS;
    }

    /** Polls of 50 records each. Without a mark: the caller says when the source is complete. */
    void changes(Consumer<Load> to) {
        List<String> poll = new ArrayList<>();
        for (int number = 0; number < workload.liveChanges() + workload.pastChanges(); number++) {
            change(number, poll);
            if (poll.size() >= POLL_SIZE) {
                to.accept(poll(poll));
                poll.clear();
            }
        }
        if (!poll.isEmpty()) {
            to.accept(poll(poll));
        }
    }

    private void change(int number, List<String> to) {
        int actors = Math.min(Company.MOST_ACTORS, Math.min(workload.liveChanges(), workload.identities()));
        int identity = number % actors;
        Instant start;
        boolean past = number >= workload.liveChanges();
        if (past) {
            start = Company.START.minus(Duration.ofMinutes(random.nextInt(33 * 24 * 60, 100 * 24 * 60)));
        } else if (number < actors && !Company.actsUncovered(identity)) {
            start = Company.START.minus(Duration.ofMinutes(30));
        } else {
            Duration away = Duration.ofMinutes(random.nextInt(4 * 60, 15 * 24 * 60));
            start = random.nextBoolean() ? Company.START.plus(away) : Company.START.minus(away);
        }
        Instant approvedAt = start.minus(Duration.ofDays(17));
        to.add(version(number, identity, 0, start, approvedAt.minus(Duration.ofDays(1)), "-3", ""));
        String approval = """
                {"approver":%s,"state":%s,"sys_updated_on":%s}""".formatted(field("usr-%03d".formatted(number % 300)), field("approved"), time(approvedAt));
        to.add(version(
                number, identity, 1, start, approvedAt.plus(Duration.ofMinutes(1)), past ? "3" : "-2", approval));
    }

    private static String version(
            int number, int identity, int version, Instant start, Instant at, String state, String approval) {
        return """
                {"sys_id":%s,"number":%s,"sys_class_name":%s,"sys_mod_count":%s,"sys_updated_on":%s,"type":%s,"state":%s,\
                "approval":%s,"start_date":%s,"end_date":%s,"u_financial_systems":%s,"u_environment":%s,\
                "u_machine_identities":%s,"requested_by":%s,"assigned_to":%s,"short_description":%s,\
                "approvals":[%s]}""".formatted(
                        field("%032x".formatted(number)),
                        field("CHG%07d".formatted(number)),
                        field("change_request"),
                        field(Integer.toString(version)),
                        time(at),
                        field("normal"),
                        field(state),
                        field(approval.isEmpty() ? "requested" : "approved"),
                        time(start),
                        time(start.plus(WINDOW)),
                        field(Company.system(identity)),
                        field("production"),
                        field(Company.identity(identity)),
                        field("usr-%03d".formatted(300 + number % 100)),
                        field("usr-%03d".formatted(400 + number % 100)),
                        field("Release to " + Company.system(identity)),
                        approval);
    }

    private static String field(String value) {
        return "{\"display_value\":\"" + value + "\",\"value\":\"" + value + "\"}";
    }

    private static String time(Instant at) {
        return field(UTC.format(at));
    }

    private static Load poll(List<String> records) {
        return load(CHANGES, "{\"source\":\"" + CHANGES + "\",\"records\":[" + String.join(",", records) + "]}");
    }

    /** An identity with its role for each number, one in twenty by a glob, and a freeze long past for each system. */
    void inventory(Consumer<Load> to) {
        for (int number = 0; number < workload.identities(); number++) {
            String id = Company.identity(number);
            boolean byGlob = number >= Company.MOST_ACTORS && number % 20 == 0;
            to.accept(load(INVENTORY, """
                    {"type":"identity","id":"%s","version":1,"recorded_at":"2026-01-01T00:00:00Z","source":"inventory",\
                    "kind":"machine","aliases":["%s"],"owner":"usr-own","state":"active","entitlements":[]}""".formatted(id, Company.roleArn(id) + (byGlob ? "/*" : ""))));
        }
        for (int number = 0; number < Company.SYSTEMS; number++) {
            to.accept(load(INVENTORY, """
                    {"type":"freeze","id":"FRZ-%d","version":1,"recorded_at":"2026-03-01T00:00:00Z","source":"inventory",\
                    "state":"active","window":{"start":"2026-03-30T00:00:00Z","end":"2026-04-02T00:00:00Z"},\
                    "scope":{"systems":["%s"]}}""".formatted(number, Company.system(number))));
        }
    }

    /** A mark of the inventory: everything that was to be known of the events has been delivered. */
    static Load inventoryMark() {
        return load(
                INVENTORY,
                "{\"type\":\"mark\",\"source\":\"" + INVENTORY + "\",\"complete_through\":\"" + afterAll() + "\"}");
    }

    /** A poll without records that says the same of the change requests. */
    static Load changesMark() {
        return load(
                CHANGES, "{\"source\":\"" + CHANGES + "\",\"complete_through\":\"" + afterAll() + "\",\"records\":[]}");
    }

    private static Instant afterAll() {
        return Company.START.plus(Company.SPAN).plusSeconds(1);
    }

    private static Load load(String source, String json) {
        return new Load(source, afterAll().toEpochMilli(), json.getBytes(StandardCharsets.UTF_8));
    }
}
