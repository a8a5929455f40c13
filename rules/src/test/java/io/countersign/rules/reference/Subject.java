package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.Identities.Resolved;
import java.util.Optional;

/** An action as one control sees it: at {@code t}, by whom, before that control's register. */
record Subject(ObjectNode action, long t, Resolved who, Identities identities, Register register) {
    static Subject of(ObjectNode action, Register register) {
        long t = Fields.requiredMillis(action, "time");
        Identities identities = new Identities(register, t);
        Resolved who = identities.resolve(Fields.required(action, "actor.principal"));
        return new Subject(action, t, who, identities, register);
    }

    Optional<String> text(String path) {
        return Fields.text(action, path);
    }

    /** The resolved kind, the action's own when unresolved (S4.9). */
    String kind() {
        return who.identity()
                .map(identity -> Fields.required(identity.node(), "kind"))
                .orElseGet(() -> Fields.required(action, "actor.kind"));
    }
}
