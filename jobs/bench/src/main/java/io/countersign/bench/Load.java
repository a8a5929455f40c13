package io.countersign.bench;

import org.jspecify.annotations.Nullable;

/**
 * A message that is written before anything is measured.
 *
 * @param timestampMillis Kafka's record timestamp, in epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Load(@Nullable String key, long timestampMillis, byte[] value) {}
