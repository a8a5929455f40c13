/** A Kafka broker inside this process, for the demo and for tests. */
@NullMarked
package io.countersign.launcher.broker;

import org.jspecify.annotations.NullMarked;
