package io.countersign.rules.reference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code require.recording}: the session of the action was recorded (S5). */
record RecordingRequirement(List<String> sources, Duration within) implements Requirement {

    @Override
    public long settlesAt(long t) {
        return t + within.toMillis();
    }

    @Override
    public List<Finding> judge(Subject subject, long completeThrough) {
        Optional<String> session = subject.text("actor.session");
        if (session.isEmpty()) {
            return List.of(Finding.exception("NO_SESSION"));
        }
        long k = settlesAt(subject.t());
        List<Version> recordings = subject.register().current("recording", k).stream()
                .filter(recording ->
                        Fields.required(recording.node(), "session").equals(session.get()))
                .toList();
        boolean conflicted = recordings.stream()
                .anyMatch(recording -> subject.register().conflicted("recording", recording.id(), k));
        return List.of(failure(recordings, subject.t())
                .map(Finding::exception)
                .orElseGet(Finding::authorised)
                .with(conflicted ? Set.of(Finding.CONFLICT) : Set.of()));
    }

    private static Optional<String> failure(List<Version> recordings, long t) {
        if (recordings.stream()
                .anyMatch(
                        recording -> isIn(recording, "available") && Fields.covers(recording.node(), "interval", t))) {
            return Optional.empty();
        }
        if (recordings.stream().anyMatch(recording -> isIn(recording, "available"))) {
            return Optional.of("RECORDING_GAP");
        }
        return recordings.stream().anyMatch(recording -> isIn(recording, "failed"))
                ? Optional.of("RECORDING_FAILED")
                : Optional.of("NOT_RECORDED");
    }

    private static boolean isIn(Version recording, String state) {
        return Fields.required(recording.node(), "state").equals(state);
    }
}
