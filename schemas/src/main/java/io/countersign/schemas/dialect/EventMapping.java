package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.UnreadableException;

/** Makes a record of an event. */
interface EventMapping {
    void map(Event event, EventHandler handler) throws UnreadableException;
}
