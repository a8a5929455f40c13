package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The eleven rungs a change has to pass to cover an action (S4.2), and the approvals of S3.4. */
final class Ladder {
    private record Approval(String person, long at) {}

    private record Failure(int rung, String reason) {}

    private final Subject subject;
    private final ChangeRequirement require;
    private final long t;

    Ladder(Subject subject, ChangeRequirement require) {
        this.subject = subject;
        this.require = require;
        this.t = subject.t();
    }

    /** Judges a change at {@code k}; empty when it does not exist for the action (S3.5). */
    Optional<Standing> judge(String id, long k) {
        List<Version> versions = subject.register().versions("change", id);
        List<Version> visible = subject.register().visible("change", id, k);
        Version judged = subject.register().current("change", id, k).orElse(versions.get(0));
        if (!exists(judged.node(), versions.get(0).recordedAt())) {
            return Optional.empty();
        }
        long distance = Standing.distance(judged.node(), t);
        return Optional.of(scopeFailure(judged.node())
                .or(() -> registerFailure(judged.node(), visible, k))
                .map(failure -> new Standing(judged, failure.rung(), failure.reason(), distance, Long.MAX_VALUE))
                .orElseGet(() -> new Standing(judged, Standing.COVERS, "", distance, quorumAt(judged, visible, k))));
    }

    private boolean exists(JsonNode change, long firstRecordedAt) {
        long horizon = require.horizon().toMillis();
        if (Fields.at(change, "window").isMissingNode()) {
            return Math.abs(firstRecordedAt - t) <= horizon;
        }
        return Fields.requiredMillis(change, "window.start") - horizon <= t
                && t < Fields.requiredMillis(change, "window.end") + horizon;
    }

    /** Rungs 1 to 5, which compare the scope with the action. */
    private Optional<Failure> scopeFailure(JsonNode change) {
        if (!lists(change, "scope.systems", subject.text("asset.system"))) {
            return failure(1, "WRONG_SYSTEM");
        }
        if (!lists(change, "scope.environments", subject.text("asset.environment"))) {
            return failure(2, "WRONG_ENVIRONMENT");
        }
        if (!lists(change, "scope.identities", Optional.of(subject.who().id()))) {
            return failure(3, "WRONG_IDENTITY");
        }
        List<String> operations = Fields.texts(change, "scope.operations");
        if (!operations.isEmpty() && !lists(change, "scope.operations", subject.text("operation"))) {
            return failure(4, "WRONG_OPERATION");
        }
        List<String> objects = Fields.texts(change, "scope.objects");
        if (!objects.isEmpty()
                && subject.text("object")
                        .filter(object -> matchesAny(objects, object))
                        .isEmpty()) {
            return failure(5, "WRONG_OBJECT");
        }
        return Optional.empty();
    }

    /** Rungs 6 to 11, which depend on what the register knew at {@code k}. */
    private Optional<Failure> registerFailure(JsonNode change, List<Version> visible, long k) {
        if (visible.isEmpty()) {
            return failure(6, "RAISED_AFTER");
        }
        String state = Fields.required(change, "state");
        if (!state.equals("approved")) {
            return failure(7, stateFailure(state));
        }
        List<Approval> approvals = approvals(change, k);
        if (fresh(approvals, visible).size() < require.minApprovers()) {
            return failure(8, approvals.size() < require.minApprovers() ? "NOT_APPROVED" : "APPROVAL_STALE");
        }
        if (independent(change, fresh(approvals, visible)).size() < require.minApprovers()) {
            return failure(9, "SELF_APPROVED");
        }
        if (!Fields.covers(change, "window", t)) {
            return failure(10, windowFailure(change));
        }
        return frozen(change, k) ? failure(11, "FROZEN") : Optional.empty();
    }

    private static String stateFailure(String state) {
        return switch (state) {
            case "draft", "submitted" -> "NOT_APPROVED";
            case "rejected" -> "REJECTED";
            case "cancelled" -> "CANCELLED";
            case "closed" -> "CLOSED";
            default -> throw new IllegalArgumentException("not a state of a change: " + state);
        };
    }

    private String windowFailure(JsonNode change) {
        return Fields.millis(change, "window.start")
                .map(start -> t < start ? "BEFORE_START" : "AFTER_END")
                .orElse("NO_WINDOW");
    }

    /** The last decision of each person by {@code k}, where it is an approval (S3.4). */
    private List<Approval> approvals(JsonNode change, long k) {
        Map<String, JsonNode> last = new LinkedHashMap<>();
        Fields.items(change, "approvals")
                .filter(decision -> Fields.requiredMillis(decision, "at") <= k)
                // A stable sort: at the same instant the later in the list is the last.
                .sorted(Comparator.comparing(decision -> Fields.requiredMillis(decision, "at")))
                .forEach(decision -> {
                    JsonNode earlier = last.put(person(Fields.required(decision, "by")), decision);
                    if (earlier != null) {
                        boolean later = Fields.requiredMillis(earlier, "at") < Fields.requiredMillis(decision, "at");
                        subject.register().decided(later ? "approval: latest" : "approval: last in the list");
                    }
                });
        return last.entrySet().stream()
                .filter(entry -> Fields.required(entry.getValue(), "decision").equals("approved"))
                .map(entry -> new Approval(entry.getKey(), Fields.requiredMillis(entry.getValue(), "at")))
                .toList();
    }

    private static List<Approval> fresh(List<Approval> approvals, List<Version> visible) {
        Material current = Material.of(visible.get(visible.size() - 1).node());
        int run = visible.size() - 1;
        while (run > 0 && Material.of(visible.get(run - 1).node()).equals(current)) {
            run--;
        }
        long lastMaterialEdit = run == 0 ? Long.MIN_VALUE : visible.get(run).recordedAt();
        return approvals.stream()
                .filter(approval -> approval.at() >= lastMaterialEdit)
                .toList();
    }

    /** The approvals that count on rung 9. */
    private List<Approval> independent(JsonNode change, List<Approval> approvals) {
        Stream<String> involved = Stream.of(
                        Fields.text(change, "requester").stream(),
                        Fields.texts(change, "implementers").stream(),
                        subject.who().identity().stream()
                                .flatMap(identity -> Fields.text(identity.node(), "owner").stream()))
                .flatMap(names -> names)
                .map(this::person);
        Set<String> excluded = new HashSet<>(
                Stream.concat(involved, Stream.of(subject.who().id())).toList());
        return approvals.stream()
                .filter(approval -> !excluded.contains(approval.person()))
                .toList();
    }

    private long quorumAt(Version judged, List<Version> visible, long k) {
        List<Approval> counting = independent(judged.node(), fresh(approvals(judged.node(), k), visible));
        return counting.stream()
                .map(Approval::at)
                .sorted()
                .skip(require.minApprovers() - 1L)
                .findFirst()
                .orElseThrow();
    }

    private boolean frozen(JsonNode change, long k) {
        if (Fields.required(change, "kind").equals("emergency")) {
            return false;
        }
        return subject.register().current("freeze", k).stream()
                .map(Version::node)
                .filter(freeze -> Fields.required(freeze, "state").equals("active"))
                .filter(freeze -> Fields.covers(freeze, "window", t))
                .filter(freeze -> lists(freeze, "scope.systems", subject.text("asset.system")))
                .filter(freeze -> Fields.texts(freeze, "scope.environments").isEmpty()
                        || lists(freeze, "scope.environments", subject.text("asset.environment")))
                .anyMatch(freeze -> !Fields.texts(freeze, "exempt").contains(Fields.required(change, "id")));
    }

    private String person(String name) {
        return subject.identities().person(name);
    }

    private static boolean lists(JsonNode record, String path, Optional<String> value) {
        return value.filter(Fields.texts(record, path)::contains).isPresent();
    }

    private static boolean matchesAny(List<String> globs, String text) {
        return globs.stream().anyMatch(glob -> CodePoints.globMatches(glob, text));
    }

    private static Optional<Failure> failure(int rung, String reason) {
        return Optional.of(new Failure(rung, reason));
    }
}
