/** The topics held against the evidence. */
@NullMarked
package io.countersign.launcher.reconcile;

import org.jspecify.annotations.NullMarked;
