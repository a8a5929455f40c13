package io.countersign.schemas.record;

import org.jspecify.annotations.Nullable;

/**
 * Where an action came from.
 *
 * @param ip address or service name as logged
 * @param agent user agent as logged
 */
public record Origin(@Nullable String ip, @Nullable String agent) {}
