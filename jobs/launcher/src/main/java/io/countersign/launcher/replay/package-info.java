/** A period judged again from evidence alone, and what that comes to beside what evidence says. */
@NullMarked
package io.countersign.launcher.replay;

import org.jspecify.annotations.NullMarked;
