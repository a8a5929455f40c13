/** The countersign command. */
@NullMarked
package io.countersign.launcher;

import org.jspecify.annotations.NullMarked;
