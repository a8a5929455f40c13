/** Sequences: what an event is to them, which moments windows have, and what makes a match. */
@NullMarked
package io.countersign.rules.sequence;

import org.jspecify.annotations.NullMarked;
