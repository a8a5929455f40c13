package io.countersign.schemas.record;

import java.time.Instant;

/** A full snapshot of one version of something the register knows (S2). All but actions and marks are register records. */
public sealed interface RegisterRecord extends CanonicalRecord permits Change, Freeze, Identity, Credential, Recording {

    /** Unique for its type, across sources. */
    String id();

    /** Number of this version; orders versions with an equal {@link #recordedAt()} (S3.1). */
    long version();

    /** When the source recorded this version; it is visible from this instant on (S3.1). Millisecond precision. */
    Instant recordedAt();
}
