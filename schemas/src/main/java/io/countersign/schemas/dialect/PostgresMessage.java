package io.countersign.schemas.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's own messages tell, as members: {@code kind}, and what comes with it. Messages in other languages than
 * English (lc_messages) are not understood and have no kind.
 */
final class PostgresMessage {

    /** With log_error_verbosity = verbose the SQLSTATE comes first. */
    private static final Pattern SQLSTATE = Pattern.compile("([0-9A-Z]{5}): ");

    private static final Pattern DURATION = Pattern.compile("duration: ([0-9.]{1,30}) ms(?: {2})?");

    private static final Pattern PROTOCOL_STEP =
            Pattern.compile("(parse|bind|execute|execute fetch from) ([^:\\n]{1,200}): ");

    private static final Pattern AUTHORIZED = Pattern.compile(
            "(replication )?connection authorized: user=(.{1,63}?)(?: database=(.{1,63}?))?(?: application_name=(.{0,63}?))?"
                    + "(?: SSL enabled.*| GSS .*)?",
            Pattern.DOTALL);

    private static final Pattern RECEIVED = Pattern.compile("connection received: host=(\\S+)(?: port=(\\d+))?");

    private static final Pattern AUTHENTICATED = Pattern.compile(
            "connection authenticated: (?:identity=\"(.{1,1000})\"|user=\"(.{1,1000})\") method=(\\S+).*",
            Pattern.DOTALL);

    private static final Pattern DISCONNECTION = Pattern.compile(
            "disconnection: session time: (\\S+) user=(.{0,63}?) database=(.{0,63}?) host=(\\S+)(?: port=(\\d+))?");

    private static final Pattern FAILED_FOR_USER =
            Pattern.compile("[A-Za-z0-9\" -]{1,60} authentication failed for user \"(.+)\"");

    private static final Pattern REJECTED = Pattern.compile(
            "(?:no pg_hba\\.conf entry|pg_hba\\.conf rejects (?:replication )?connection) for (?:replication connection from )?"
                    + "host \"([^\"]*)\", user \"([^\"]*)\"(?:, database \"([^\"]*)\")?.*",
            Pattern.DOTALL);

    private static final Pattern NO_ROLE = Pattern.compile(
            "role \"(.+)\" (?:does not exist|is not permitted to log in|is not permitted to log in now)");

    private static final Pattern PARAMETER =
            Pattern.compile("parameter \"([^\"]+)\" (?:changed to \"(.*)\"|removed from .*)");

    private PostgresMessage() {}

    /**
     * What a message tells, by name; nothing if it is none of those known.
     *
     * @param level the message's level; null where it is not known
     */
    static Map<String, List<String>> members(@Nullable String level, String given) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        String message = given;
        Matcher state = SQLSTATE.matcher(message);
        if (state.lookingAt() && !PgAuditPayload.isIn(message)) {
            put(members, "sqlstate", state.group(1));
            message = message.substring(state.end());
        }
        if (PgAuditPayload.isIn(message)) {
            kind(members, "audit");
            members.putAll(PgAuditPayload.members(message));
            return members;
        }
        if (level == null || level.equals("FATAL")) {
            fatal(message, members);
        }
        if (level == null || !level.equals("FATAL")) {
            log(message, members);
        }
        return members;
    }

    private static void put(Map<String, List<String>> members, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            members.putIfAbsent(name, List.of(value));
        }
    }

    private static void kind(Map<String, List<String>> members, String kind) {
        members.put("kind", List.of(kind));
    }

    private static void log(String given, Map<String, List<String>> members) {
        String message = given;
        Matcher duration = DURATION.matcher(message);
        if (duration.lookingAt()) {
            kind(members, "duration");
            put(members, "duration", duration.group(1));
            message = message.substring(duration.end());
        }
        Matcher step = PROTOCOL_STEP.matcher(message);
        if (message.startsWith("statement: ")) {
            kind(members, "statement");
            put(members, "statement", message.substring("statement: ".length()));
        } else if (step.lookingAt()) {
            kind(members, step.group(1).startsWith("execute") ? "statement" : step.group(1));
            put(members, "statement", message.substring(step.end()));
        } else {
            session(message, members);
        }
    }

    private static void session(String message, Map<String, List<String>> members) {
        Matcher authorized = AUTHORIZED.matcher(message);
        Matcher received = RECEIVED.matcher(message);
        Matcher authenticated = AUTHENTICATED.matcher(message);
        Matcher disconnection = DISCONNECTION.matcher(message);
        Matcher parameter = PARAMETER.matcher(message);
        if (authorized.matches()) {
            kind(members, authorized.group(1) == null ? "connection_authorized" : "replication_authorized");
            put(members, "user", authorized.group(2));
            put(members, "database", authorized.group(3));
            put(members, "application", authorized.group(4));
        } else if (received.matches()) {
            kind(members, "connection_received");
            put(members, "remote", received.group(1));
            put(members, "remote_port", received.group(2));
        } else if (authenticated.matches()) {
            kind(members, "connection_authenticated");
            put(members, "identity", authenticated.group(1) == null ? authenticated.group(2) : authenticated.group(1));
            put(members, "method", authenticated.group(3));
        } else if (disconnection.matches()) {
            kind(members, "disconnection");
            put(members, "session_time", disconnection.group(1));
            put(members, "user", disconnection.group(2));
            put(members, "database", disconnection.group(3));
            put(members, "remote", disconnection.group(4));
            put(members, "remote_port", disconnection.group(5));
        } else if (message.startsWith("connection authorized: ")
                || message.startsWith("replication connection authorized: ")) {
            // Not understood, but not to be taken for a message about nothing.
            kind(members, "connection_authorized");
        } else if (parameter.matches()) {
            kind(members, "parameter");
            put(members, "parameter_name", parameter.group(1));
            put(members, "parameter_value", parameter.group(2));
        }
    }

    private static void fatal(String message, Map<String, List<String>> members) {
        Matcher failed = FAILED_FOR_USER.matcher(message);
        Matcher rejected = REJECTED.matcher(message);
        Matcher noRole = NO_ROLE.matcher(message);
        if (failed.matches()) {
            kind(members, "login_failed");
            put(members, "user", failed.group(1));
        } else if (rejected.matches()) {
            kind(members, "login_failed");
            put(members, "remote", rejected.group(1));
            put(members, "user", rejected.group(2));
            put(members, "database", rejected.group(3));
        } else if (noRole.matches()) {
            kind(members, "login_failed");
            put(members, "user", noRole.group(1));
        } else if (message.startsWith("permission denied for database ")
                || message.startsWith("too many connections for ")
                || message.startsWith("database \"")) {
            kind(members, "login_failed");
        }
    }
}
