package io.countersign.rules.sequence;

import io.countersign.rules.expression.EventKind;
import io.countersign.rules.register.History;
import io.countersign.rules.register.Version;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The moments at which the windows of approved changes open and close (S7). */
public final class WindowMoments {

    private WindowMoments() {}

    /** The instants at which a window of some version of the change opens or closes. */
    public static Set<Instant> instants(History<Change> change) {
        Set<Instant> instants = new TreeSet<>();
        for (Version<Change> version : change.versions()) {
            Interval window = version.value().window();
            if (window != null) {
                instants.add(window.start());
                instants.add(window.end());
            }
        }
        return instants;
    }

    /**
     * What a change's window does at an instant: it opens or closes there if the version current then (S3.1) is approved
     * and says so.
     *
     * @param change the versions that are seen at the instant
     */
    public static List<SequenceEvent> at(Instant instant, History<Change> change) {
        List<SequenceEvent> moments = new ArrayList<>();
        Version<Change> current = change.currentAt(instant);
        Interval window = current == null ? null : current.value().window();
        if (current != null && window != null && current.value().state() == ChangeState.APPROVED) {
            if (window.start().equals(instant)) {
                moments.add(SequenceEvent.of(EventKind.WINDOW_OPEN, instant, current));
            }
            if (window.end().equals(instant)) {
                moments.add(SequenceEvent.of(EventKind.WINDOW_CLOSE, instant, current));
            }
        }
        return moments;
    }
}
