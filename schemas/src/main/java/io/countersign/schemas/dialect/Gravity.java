package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Operation;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of several operations counts where an event did several at once: the one that harms most. */
final class Gravity {

    /** From the lightest to the gravest. */
    private static final List<Operation> ORDER = List.of(
            Operation.READ,
            Operation.OTHER,
            Operation.SESSION_END,
            Operation.SESSION_RECORD,
            Operation.LOGIN,
            Operation.SESSION_START,
            Operation.EXPORT,
            Operation.WRITE,
            Operation.DEFINE,
            Operation.DEPLOY,
            Operation.REVOKE,
            Operation.CREDENTIAL_REVOKE,
            Operation.CREDENTIAL_ROTATE,
            Operation.CREDENTIAL_ISSUE,
            Operation.GRANT,
            Operation.MONITOR_DISABLE);

    private Gravity() {}

    /** How grave an operation is, from 0; none is lighter than any. */
    static int of(@Nullable Operation operation) {
        return operation == null ? -1 : ORDER.indexOf(operation);
    }

    /** The gravest of some; null if there are none. */
    static @Nullable Operation gravest(Collection<Operation> operations) {
        Operation gravest = null;
        for (Operation each : operations) {
            gravest = graver(gravest, each);
        }
        return gravest;
    }

    /** The graver of two, the first of two alike. */
    static @Nullable Operation graver(@Nullable Operation one, @Nullable Operation other) {
        return of(other) > of(one) ? other : one;
    }
}
