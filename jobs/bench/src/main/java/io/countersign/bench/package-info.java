/** How fast the job is in relation to a pipeline that only reads Kafka, and what its speed depends on. */
@NullMarked
package io.countersign.bench;

import org.jspecify.annotations.NullMarked;
