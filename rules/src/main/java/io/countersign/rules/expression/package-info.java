/** The expressions of rule files: CEL over records as they were read. */
@NullMarked
package io.countersign.rules.expression;

import org.jspecify.annotations.NullMarked;
