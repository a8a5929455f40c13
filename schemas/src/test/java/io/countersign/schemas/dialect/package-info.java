/** Dialects at their public edge: bytes in, records, counts and quarantine out. */
@NullMarked
package io.countersign.schemas.dialect;

import org.jspecify.annotations.NullMarked;
