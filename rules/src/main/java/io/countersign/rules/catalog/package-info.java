/** The rule files: controls, read strictly, and the expressions that select. */
@NullMarked
package io.countersign.rules.catalog;

import org.jspecify.annotations.NullMarked;
