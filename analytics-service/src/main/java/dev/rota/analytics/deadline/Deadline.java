package dev.rota.analytics.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * After when somebody has to look at an order, as bytes whose order is that of the times: milliseconds since 1970, the most significant byte
 * first, then the order's id.
 *
 * @param at not before 1970
 * @param orderId which order
 */
public record Deadline(Instant at, String orderId) {

    /** As the store has it. */
    public Bytes toBytes() {
        byte[] id = orderId.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(at.toEpochMilli())
                .put(id)
                .array());
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static Deadline of(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get());
        Instant at = Instant.ofEpochMilli(buffer.getLong());
        return new Deadline(at, UTF_8.decode(buffer).toString());
    }

    /** Behind all that are before a time, and before all others. */
    static Bytes before(Instant time) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(time.toEpochMilli()).array());
    }
}
