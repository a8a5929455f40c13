package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code require.credential}: the action used a live, young, vaulted credential of its own identity (S5). */
record CredentialRequirement(List<String> sources, Duration maxAge) implements Requirement {

    @Override
    public List<Finding> judge(Subject subject, long completeThrough) {
        if (subject.who().ambiguous()) {
            return List.of(Finding.exception("AMBIGUOUS_IDENTITY"));
        }
        Optional<String> named = subject.text("actor.credential");
        if (named.isEmpty()) {
            return List.of(Finding.exception("NO_CREDENTIAL"));
        }
        Finding finding = subject.register()
                .current("credential", named.get(), subject.t())
                .map(credential -> failure(subject, credential.node())
                        .map(Finding::exception)
                        .orElseGet(Finding::authorised))
                .orElseGet(() -> Finding.exception("UNKNOWN_CREDENTIAL"));
        boolean conflicted = subject.register().conflicted("credential", named.get(), subject.t());
        return List.of(finding.with(conflicted ? Set.of(Finding.CONFLICT) : Set.of()));
    }

    private Optional<String> failure(Subject subject, JsonNode credential) {
        if (!Fields.required(credential, "state").equals("active")) {
            return Optional.of("CREDENTIAL_REVOKED");
        }
        String holder = subject.identities().person(Fields.required(credential, "identity"));
        if (!holder.equals(subject.who().id())) {
            return Optional.of("CREDENTIAL_MISUSED");
        }
        if (subject.t() - Fields.requiredMillis(credential, "issued_at") > maxAge.toMillis()) {
            return Optional.of("ROTATION_OVERDUE");
        }
        return Fields.text(credential, "store").isEmpty() ? Optional.of("NOT_VAULTED") : Optional.empty();
    }
}
