package io.countersign.rules.expression;

import com.google.common.collect.ImmutableList;
import io.countersign.schemas.record.WireName;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of events that sequences see (S7), in the order in which they come at an equal time. */
public enum EventKind implements WireName {
    WINDOW_OPEN("window.open", false, "id", "time", "change"),
    CHANGE("change", true, "kind", "state", "window", "scope", "requester", "implementers", "approvals"),
    FREEZE("freeze", true, "state", "window", "scope", "exempt"),
    IDENTITY("identity", true, "kind", "aliases", "owner", "state", "entitlements"),
    CREDENTIAL("credential", true, "identity", "state", "issued_at", "store"),
    RECORDING("recording", true, "session", "state", "interval"),
    ACTION(
            "action",
            false,
            "id",
            "time",
            "source",
            "actor",
            "asset",
            "operation",
            "object",
            "outcome",
            "change_ref",
            "run_id",
            "interactive",
            "origin",
            "identity"),
    VERDICT(
            "verdict",
            false,
            "id",
            "control",
            "time",
            "source",
            "action_id",
            "identity",
            "outcome",
            "reason",
            "change",
            "nearest",
            "off_by",
            "ratified_at",
            "revision",
            "notes",
            "candidates",
            "rules_digest"),
    WINDOW_CLOSE("window.close", false, "id", "time", "change");

    private final String wireName;
    private final ImmutableList<String> members;

    EventKind(String wireName, boolean versioned, String... members) {
        this.wireName = wireName;
        Set<String> all = new TreeSet<>(Arrays.asList(members));
        if (versioned) {
            all.addAll(List.of("id", "version", "recorded_at", "source"));
        }
        this.members = ImmutableList.copyOf(all);
    }

    /** The member {@code type} of an event of this kind. */
    @Override
    public String wireName() {
        return wireName;
    }

    /** The members an event of this kind may have beside its {@code type}, sorted. */
    public List<String> members() {
        return members;
    }

    /** The names of the kinds whose events may have a member. */
    static List<String> having(String member) {
        return Arrays.stream(values())
                .filter(kind -> kind.members.contains(member))
                .map(EventKind::wireName)
                .toList();
    }

    /** The kind with this name; it must be one. */
    public static EventKind of(String wireName) {
        for (EventKind kind : values()) {
            if (kind.wireName.equals(wireName)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + wireName + "' is no kind of event, expected one of "
                + Arrays.stream(values()).map(EventKind::wireName).toList());
    }

    /** Where events of this kind stand at an equal time: window openings, register, actions, verdicts, closings. */
    public int place() {
        return switch (this) {
            case WINDOW_OPEN -> 0;
            case CHANGE, FREEZE, IDENTITY, CREDENTIAL, RECORDING -> 1;
            case ACTION -> 2;
            case VERDICT -> 3;
            case WINDOW_CLOSE -> 4;
        };
    }
}
