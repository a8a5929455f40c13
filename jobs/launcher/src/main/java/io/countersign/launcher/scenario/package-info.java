/** The demo's week: messages as vendors write them, and what is true of them. It knows nothing of rules. */
@NullMarked
package io.countersign.launcher.scenario;

import org.jspecify.annotations.NullMarked;
