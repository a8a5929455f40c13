/** The job against somebody's own Kafka. */
@NullMarked
package io.countersign.launcher.run;

import org.jspecify.annotations.NullMarked;
