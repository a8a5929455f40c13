/** Findings, verdicts and quarantine to their topics, exactly once, and alerts at once (E10). */
@NullMarked
package io.countersign.detection.publish;

import org.jspecify.annotations.NullMarked;
