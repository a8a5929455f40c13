package io.countersign.detection.judge;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What someone who responds in seconds is told of a verdict (E10).
 *
 * @param finding the verdict; while it is provisional, what it would be if the register knew all there is
 * @param status how far it is known
 * @param group the conversation it belongs to: the group of the first alert under the verdict's id. Later ones stay in
 *     it, whatever change turns out to be the nearest, so that all alerts of an id come in order
 * @param first whether none under this id came before it
 */
public record Alert(Finding finding, Status status, String group, boolean first) {

    private static final int GROUP_DIGITS = 32;

    public Alert {
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(group, "group");
    }

    /** How far the verdict of an alert is known. */
    public enum Status {
        /** An exception by what is known so far; the sources are not complete. */
        PROVISIONAL(false),
        /** An exception. */
        SETTLED(false),
        /** An exception that an emergency change ratified. */
        RATIFIED(true),
        /** None after all: what was provisional or could not be known turned out to be authorised. */
        WITHDRAWN(true),
        /** It cannot be known, because a source is silent or the action too old. */
        INDETERMINATE(false);

        private final boolean closing;

        Status(boolean closing) {
            this.closing = closing;
        }

        /** Whether nobody has to respond any more. */
        public boolean closes() {
            return closing;
        }

        /** How readers see it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The group of a verdict: those of one control about one identity, one nearest change and one system are one
     * conversation. First 32 hex digits of the SHA-256 of these four joined by LF, absent ones empty.
     */
    public static String groupOf(Verdict verdict, Action action) {
        String text = String.join(
                "\n",
                verdict.control(),
                verdict.identity(),
                verdict.nearest() == null ? "" : verdict.nearest(),
                action.asset() == null ? "" : action.asset().system());
        return Codec.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, GROUP_DIGITS);
    }
}
