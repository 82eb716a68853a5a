package dev.rota.analytics.time;

import dev.rota.analytics.topology.UnusableEventException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What time it is in a partition of an input, as a header of each record says that goes through a repartition.
 *
 * @param partition of the input
 * @param time the latest at which any of its events occurred that were read so far, in milliseconds since 1970; -1 if there was none
 * @param clock what the clock showed when it was said that nothing has come for a while, in milliseconds since 1970; -1 if that is not so
 */
public record SourceTime(int partition, long time, long clock) {

    private static final String HEADER = "rota.source-time";

    /** Whether nothing has come for a while. */
    boolean isIdle() {
        return clock >= 0;
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                .putInt(partition)
                .putLong(time)
                .putLong(clock)
                .array();
    }

    static SourceTime of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new SourceTime(buffer.getInt(), buffer.getLong(), buffer.getLong());
    }

    /** Puts it among a record's headers. */
    Headers addTo(Headers headers) {
        return headers.remove(HEADER).add(HEADER, toBytes());
    }

    /** Takes it out of a record's headers. */
    static SourceTime takeFrom(Headers headers) {
        @Nullable Header header = headers.lastHeader(HEADER);
        if (header == null) {
            throw new UnusableEventException(
                    "the record has no header " + HEADER + ": an earlier release has written it");
        }
        SourceTime time = of(header.value());
        headers.remove(HEADER);
        return time;
    }
}
