/** What {@code docker/} names exists, fits together, and runs as a cluster of processes. */
@NullMarked
package io.countersign.launcher.docker;

import org.jspecify.annotations.NullMarked;
