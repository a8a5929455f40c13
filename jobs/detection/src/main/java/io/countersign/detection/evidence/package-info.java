/** What was found and why, as evidence: numbered in lanes, in segments, in a signed log. */
@NullMarked
package io.countersign.detection.evidence;

import org.jspecify.annotations.NullMarked;
