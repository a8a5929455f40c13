/** Vendor logs to canonical records: dialects as data, and the interface that text formats implement. */
@NullMarked
package io.countersign.schemas.dialect;

import org.jspecify.annotations.NullMarked;
