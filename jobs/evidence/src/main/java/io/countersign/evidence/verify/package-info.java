/** Whether a store is what it says it is. */
@NullMarked
package io.countersign.evidence.verify;

import org.jspecify.annotations.NullMarked;
