package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceEvent.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The events of a world in their total order (S6.4, S7). */
final class SequenceEvents {
    /** Who a principal stands for at an instant; itself when ambiguous or unknown (S4.1). */
    @FunctionalInterface
    interface IdentityResolver {
        String identity(String principal, long t);
    }

    private SequenceEvents() {}

    /**
     * All events of a world.
     *
     * @param records canonical records, in any order and any number of times
     * @param verdicts revision 1 of each; those that are INDETERMINATE have not settled and are no events
     */
    static List<SequenceEvent> of(
            Collection<ObjectNode> records, Collection<ObjectNode> verdicts, IdentityResolver identities) {
        Set<String> contents = new HashSet<>();
        List<ObjectNode> distinct = records.stream()
                .filter(record -> contents.add(Content.hash(record)))
                .toList();
        List<Version> register = distinct.stream()
                .filter(typed("action").or(typed("mark")).negate())
                .map(Version::of)
                .toList();
        return Stream.of(
                        distinct.stream().filter(typed("action")).map(action -> action(action, identities)),
                        verdicts.stream().filter(SequenceEvents::settled).map(SequenceEvents::verdict),
                        register.stream().map(SequenceEvents::registered),
                        moments(register).stream())
                .flatMap(events -> events)
                .sorted(SequenceEvent.ORDER)
                .toList();
    }

    /** Who a principal stands for by all register sources together. */
    static IdentityResolver resolver(Collection<ObjectNode> records) {
        List<Version> register =
                records.stream().filter(typed("identity")).map(Version::of).toList();
        Set<String> sources = register.stream().map(Version::source).collect(Collectors.toSet());
        Register all = new Register(register, sources, how -> {});
        return (principal, t) -> new Identities(all, t).person(principal);
    }

    private static Predicate<ObjectNode> typed(String type) {
        return record -> Fields.required(record, "type").equals(type);
    }

    private static boolean settled(ObjectNode verdict) {
        return !Fields.required(verdict, "outcome").equals("INDETERMINATE");
    }

    private static SequenceEvent action(ObjectNode action, IdentityResolver identities) {
        long time = Fields.requiredMillis(action, "time");
        ObjectNode event = action.deepCopy();
        event.put("identity", identities.identity(Fields.required(action, "actor.principal"), time));
        return new SequenceEvent(
                Kind.ACTION,
                time,
                Fields.required(action, "source"),
                Fields.required(action, "id"),
                Content.hash(action),
                event);
    }

    /** Its id already tells verdicts apart (S6.2), so that their content never decides. */
    private static SequenceEvent verdict(ObjectNode verdict) {
        return new SequenceEvent(
                Kind.VERDICT,
                Fields.requiredMillis(verdict, "time"),
                Fields.required(verdict, "source"),
                Fields.required(verdict, "id"),
                "",
                verdict);
    }

    private static SequenceEvent registered(Version version) {
        return new SequenceEvent(
                Kind.REGISTER, version.recordedAt(), version.source(), version.id(), version.hash(), version.node());
    }

    /** The moments at which the window of a change that is approved then opens or closes. */
    private static List<SequenceEvent> moments(List<Version> register) {
        List<SequenceEvent> moments = new ArrayList<>();
        Set<String> sources = register.stream().map(Version::source).collect(Collectors.toSet());
        Register all = new Register(register, sources, how -> {});
        for (String id : all.ids("change")) {
            Set<Long> instants = new TreeSet<>();
            for (Version version : all.versions("change", id)) {
                Fields.millis(version.node(), "window.start").ifPresent(instants::add);
                Fields.millis(version.node(), "window.end").ifPresent(instants::add);
            }
            for (long t : instants) {
                Optional<Version> approved = all.current("change", id, t)
                        .filter(version ->
                                Fields.required(version.node(), "state").equals("approved"));
                approved.filter(version -> isAt(version, "window.start", t))
                        .ifPresent(version -> moments.add(moment(Kind.WINDOW_OPEN, "window.open", t, version)));
                approved.filter(version -> isAt(version, "window.end", t))
                        .ifPresent(version -> moments.add(moment(Kind.WINDOW_CLOSE, "window.close", t, version)));
            }
        }
        return moments;
    }

    private static boolean isAt(Version version, String edge, long t) {
        return Fields.millis(version.node(), edge).equals(Optional.of(t));
    }

    private static SequenceEvent moment(Kind kind, String type, long t, Version version) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", version.id())
                .put("time", Fields.instant(t))
                .set("change", version.node());
        return new SequenceEvent(kind, t, version.source(), version.id(), version.hash(), event);
    }
}
