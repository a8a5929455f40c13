/** Sequences of events, found by flink-cep. */
@NullMarked
package io.countersign.detection.correlate;

import org.jspecify.annotations.NullMarked;
