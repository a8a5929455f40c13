/** {@code countersign rules}: for those who write rules. */
@NullMarked
package io.countersign.launcher.rules;

import org.jspecify.annotations.NullMarked;
