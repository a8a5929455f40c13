/** Signed notes and checkpoints (C2SP). */
@NullMarked
package io.countersign.evidence.note;

import org.jspecify.annotations.NullMarked;
