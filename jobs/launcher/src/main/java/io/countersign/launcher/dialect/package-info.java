/** {@code countersign dialect}: for those who write dialects. */
@NullMarked
package io.countersign.launcher.dialect;

import org.jspecify.annotations.NullMarked;
