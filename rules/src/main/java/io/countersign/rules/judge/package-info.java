/** The ladders of S4 and S5: what each control says of each action. */
@NullMarked
package io.countersign.rules.judge;

import org.jspecify.annotations.NullMarked;
