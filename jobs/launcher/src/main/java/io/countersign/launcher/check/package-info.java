/** The bounded run: files in, verdicts out (S8). */
@NullMarked
package io.countersign.launcher.check;

import org.jspecify.annotations.NullMarked;
