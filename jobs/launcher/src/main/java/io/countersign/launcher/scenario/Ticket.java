package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change ticket, and each version of it as ServiceNow's Table API shows it with {@code sysparm_display_value=all}: the
 * display value is in the time zone of the user who asks, the value in UTC.
 */
final class Ticket {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Duration DISPLAY_OFFSET = Duration.ofHours(-8);

    private final String number;
    private final String kind;
    private final List<Version> versions = new ArrayList<>();
    private String system = "general-ledger";
    private String environment = "production";
    private String identity = "";
    private String operations = "";
    private String objects = "";
    private String requester = "usr-cho";
    private @Nullable Instant start;
    private @Nullable Instant end;
    private String approver = "";
    private @Nullable Instant approvedAt;

    /** A version as a poll delivers it. */
    record Version(Instant recordedAt, ObjectNode fields) {}

    Ticket(String number, String kind) {
        this.number = number;
        this.kind = kind;
    }

    String number() {
        return number;
    }

    List<Version> versions() {
        return versions;
    }

    Ticket scope(String newSystem, String newEnvironment, String newIdentity) {
        system = newSystem;
        environment = newEnvironment;
        identity = newIdentity;
        return this;
    }

    Ticket only(String newOperations, String newObjects) {
        operations = newOperations;
        objects = newObjects;
        return this;
    }

    Ticket requestedBy(String newRequester) {
        requester = newRequester;
        return this;
    }

    Ticket window(Instant newStart, Instant newEnd) {
        start = newStart;
        end = newEnd;
        return this;
    }

    Ticket approvedBy(String newApprover, Instant at) {
        approver = newApprover;
        approvedAt = at;
        return this;
    }

    /** Drafted, assessed and approved in time for a window. */
    Ticket approvedFor(Instant newStart, Instant newEnd) {
        return window(newStart, newEnd)
                .save(newStart.minus(Duration.ofDays(3)), -5)
                .save(newStart.minus(Duration.ofDays(2)), -4)
                .approvedBy("usr-ann", newStart.minus(Duration.ofHours(25)))
                .save(newStart.minus(Duration.ofHours(24)), -2);
    }

    Instant end() {
        return Objects.requireNonNull(end, "the ticket has no window");
    }

    /** Saves the ticket as it is in a state, by ServiceNow's number: -5 New to 4 Canceled. */
    Ticket save(Instant at, int state) {
        return save(at, state, approvedAt == null ? "requested" : "approved");
    }

    Ticket save(Instant at, int state, String approval) {
        ObjectNode fields = CloudTrailLog.JSON.createObjectNode();
        field(fields, "sys_id", Integer.toHexString(number.hashCode()) + "f00d");
        field(fields, "number", number);
        field(fields, "sys_class_name", "change_request");
        field(fields, "sys_mod_count", Integer.toString(versions.size()));
        time(fields, "sys_updated_on", at);
        field(fields, "type", kind);
        fields.putObject("state").put("display_value", "state " + state).put("value", (double) state);
        field(fields, "approval", approval);
        time(fields, "start_date", start);
        time(fields, "end_date", end);
        field(fields, "u_financial_systems", system);
        field(fields, "u_environment", environment);
        field(fields, "u_machine_identities", identity);
        field(fields, "u_operations", operations);
        field(fields, "u_objects", objects);
        field(fields, "requested_by", requester);
        field(fields, "assigned_to", "usr-dee");
        field(fields, "short_description", "Release to " + system);
        ArrayNode approvals = fields.putArray("approvals");
        if (approvedAt != null && !approvedAt.isAfter(at)) {
            ObjectNode each = approvals.addObject();
            field(each, "approver", approver);
            field(each, "state", approval.equals("rejected") ? "rejected" : "approved");
            time(each, "sys_updated_on", approvedAt);
        }
        versions.add(new Version(at, fields));
        return this;
    }

    private static void field(ObjectNode fields, String name, String value) {
        fields.putObject(name).put("display_value", value).put("value", value);
    }

    private static void time(ObjectNode fields, String name, @Nullable Instant at) {
        ObjectNode field = fields.putObject(name);
        field.put("display_value", at == null ? "" : UTC.format(at.plus(DISPLAY_OFFSET)));
        field.put("value", at == null ? "" : UTC.format(at));
    }
}
