/** Bytes to actions, register records, marks, quarantine and counts, inside the chain of the sources. */
@NullMarked
package io.countersign.detection.ingest;

import org.jspecify.annotations.NullMarked;
