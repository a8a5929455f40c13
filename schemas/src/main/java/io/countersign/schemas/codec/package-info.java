/** Canonical JSON to records and back, with the limits and the strictness that untrusted input needs. */
@NullMarked
package io.countersign.schemas.codec;

import org.jspecify.annotations.NullMarked;
