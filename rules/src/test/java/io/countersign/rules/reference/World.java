package io.countersign.rules.reference;

import java.util.List;
import java.util.Map;

/**
 * The names a scenario is made of. Some sort differently by code point and by UTF-16 unit (S6.4): U+FF21 comes before
 * U+1D400, whose first surrogate is U+D835.
 */
final class World {
    static final String CHANGES = "servicenow";
    static final String OTHER_CHANGES = "jira";
    static final String INVENTORY = "inventory";
    static final String OTHER_INVENTORY = "cmdb";
    static final String VAULT = "v\uFF21ult";
    static final String RECORDER = "v\uD835\uDC00recorder";
    /** Settled by marks, and never sends one. */
    static final String SILENT = "z\uFF21silent";
    /** Assumed, and never sends a record. */
    static final String GHOST = "z\uD835\uDC00ghost";

    static final List<String> ACTION_SOURCES = List.of("cloudtrail", "pgaudit", "a\uFF21", "a\uD835\uDC00");
    static final List<String> SYSTEMS = List.of("general-ledger", "payroll", "treasury");
    static final List<String> ENVIRONMENTS = List.of("production", "staging");
    static final Map<String, String> CLASSES =
            Map.of("general-ledger", "ledger", "payroll", "payroll", "treasury", "treasury");
    static final List<String> OPERATIONS = List.of("write", "define", "deploy", "grant", "read");
    static final List<String> OBJECTS =
            List.of("gl.journal", "gl.journals", "gl.accounts", "pay.runs", "", "gl.\uFF21");
    static final List<String> OBJECT_GLOBS = List.of("gl.*", "*.runs", "gl.journal", "*", "g*l.*al", "GL.*");
    static final List<String> SESSIONS = List.of("s-1", "s-2", "s-3", "s-4", "s-5");
    static final List<String> CREDENTIALS = List.of("AK-1", "AK-2", "AK-3", "AK-\uFF21", "AK-\uD835\uDC00");

    static final List<String> MACHINES = List.of("ci-gl", "ci-pay", "erp-sync", "svc-\uFF21", "svc-\uD835\uDC00");
    static final List<String> PEOPLE = List.of("ann", "bob", "cho", "dee");

    /** The aliases an identity may have; those in several lists make a principal ambiguous. */
    static final Map<String, List<String>> ALIASES = Map.of(
            "ci-gl", List.of("ci-gl@corp", "arn:*/ci-gl/*", "arn:*", "shared", "batch-*"),
            "ci-pay", List.of("ci-pay@corp", "arn:*/ci-pay/*", "*a*n:*", "shared", "batch-*", "\uD835\uDC00b*"),
            "erp-sync", List.of("erp-sync@corp", "arn:*/*", "batch-7", "*atch-1", "*bc1", "ann@corp"),
            "svc-\uFF21", List.of("svc-a", "svc-*", "*vc-z", "batch-7*"),
            "svc-\uD835\uDC00", List.of("svc-b", "svc-*", "erp-sync"),
            "ann", List.of("ann@corp", "ann.*"),
            "bob", List.of("bob@corp", "bob.*"),
            "cho", List.of("cho@corp", "cho.*"),
            "dee", List.of("dee@corp", "dee.*"));

    /** Principals that no identity has for an id. */
    static final List<String> STRANGERS = List.of(
            "ghost@corp",
            "shared",
            "batch-1",
            "batch-7",
            "batch-77",
            "svc-z",
            "svc-",
            "arn:x",
            "\uD835\uDC00bc1",
            "Ci-gl");

    private World() {}

    static String changeId(int number) {
        return "CHG-" + List.of("", "\uFF21", "\uD835\uDC00").get(number % 3) + number / 3;
    }

    /** A name that may well resolve to the identity. */
    static String spelling(Draw draw, String identity) {
        return switch (draw.between(1, 4)) {
            case 1 -> draw.pick(ALIASES.get(identity)).replace("*", "x");
            case 2 -> identity + "@corp";
            default -> identity;
        };
    }
}
