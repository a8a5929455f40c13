/** Mutants of rules: what a rule becomes by one small change, to see whether its cases notice. */
@NullMarked
package io.countersign.launcher.mutation;

import org.jspecify.annotations.NullMarked;
