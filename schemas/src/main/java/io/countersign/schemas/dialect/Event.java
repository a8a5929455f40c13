package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.Codec;

/**
 * One event of a message.
 *
 * @param slots its values
 * @param bytes the message's bytes
 * @param start where its own bytes start
 * @param end where they have ended
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Event(Slots slots, Message message, byte[] bytes, int start, int end) {

    /** Lower-case hex of the SHA-256 over exactly its bytes. */
    String sha256() {
        return Codec.sha256(bytes, start, end);
    }
}
