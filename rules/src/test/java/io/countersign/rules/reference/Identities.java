package io.countersign.rules.reference;

import java.util.List;
import java.util.Optional;

/** Who a name stands for at the time of an action (S4.1). */
final class Identities {
    /** The answer; without an identity (unknown or ambiguous) the id is the name itself. */
    record Resolved(String id, Optional<Version> identity, boolean ambiguous) {
        boolean unknown() {
            return identity.isEmpty() && !ambiguous;
        }

        boolean retired() {
            return identity.filter(
                            version -> Fields.required(version.node(), "state").equals("retired"))
                    .isPresent();
        }
    }

    private final Register register;
    private final List<Version> identities;

    Identities(Register register, long t) {
        this.register = register;
        this.identities = register.current("identity", t);
    }

    Resolved resolve(String name) {
        List<Version> byId = identities.stream()
                .filter(identity -> identity.id().equals(name))
                .toList();
        List<Version> byAlias = identities.stream()
                .filter(identity -> aliases(identity).contains(name))
                .toList();
        int longest = identities.stream()
                .mapToInt(identity -> longestGlob(identity, name))
                .max()
                .orElse(0);
        List<Version> byGlob = identities.stream()
                .filter(identity -> longest > 0 && longestGlob(identity, name) == longest)
                .toList();

        if (!byId.isEmpty()) {
            return best(name, byId, "id");
        }
        if (!byAlias.isEmpty()) {
            return best(name, byAlias, "exact alias");
        }
        return best(name, byGlob, "longest glob");
    }

    /** The id a name resolves to; an ambiguous or unknown one stands for itself. */
    String person(String name) {
        return resolve(name).id();
    }

    private Resolved best(String name, List<Version> matches, String how) {
        if (matches.isEmpty()) {
            return new Resolved(name, Optional.empty(), false);
        }
        if (matches.size() > 1) {
            register.decided("identity: ambiguous " + how);
            return new Resolved(name, Optional.empty(), true);
        }
        register.decided("identity: " + how);
        return new Resolved(matches.get(0).id(), Optional.of(matches.get(0)), false);
    }

    private static List<String> aliases(Version identity) {
        return Fields.texts(identity.node(), "aliases").stream()
                .filter(alias -> !CodePoints.isGlob(alias))
                .toList();
    }

    /** In code points, the {@code *} included; 0 when none matches. */
    private static int longestGlob(Version identity, String name) {
        return Fields.texts(identity.node(), "aliases").stream()
                .filter(alias -> CodePoints.isGlob(alias) && CodePoints.globMatches(alias, name))
                .mapToInt(CodePoints::length)
                .max()
                .orElse(0);
    }
}
