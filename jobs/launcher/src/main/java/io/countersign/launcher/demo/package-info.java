/** A scripted week through the real job: broker, cluster and state in this process. */
@NullMarked
package io.countersign.launcher.demo;

import org.jspecify.annotations.NullMarked;
