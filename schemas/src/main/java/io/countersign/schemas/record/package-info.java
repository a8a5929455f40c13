/** The values that flow: one Java record for each record type of S2, and the verdict of S8. */
@NullMarked
package io.countersign.schemas.record;

import org.jspecify.annotations.NullMarked;
