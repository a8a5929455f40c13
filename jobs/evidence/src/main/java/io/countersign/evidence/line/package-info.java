/** The lines of evidence, what they say and their canonical form. */
@NullMarked
package io.countersign.evidence.line;

import org.jspecify.annotations.NullMarked;
