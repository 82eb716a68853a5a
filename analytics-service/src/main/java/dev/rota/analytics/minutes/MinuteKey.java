package dev.rota.analytics.minutes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.common.utils.Bytes;

/**
 * A minute of a type and currency, as bytes whose order is that of time, and within a minute that of the windows' names.
 *
 * @param start the minute's beginning, 1970 or later
 * @param window TYPE-CURRENCY, for example CONFIRMED-EUR; never empty
 */
public record MinuteKey(Instant start, String window) {

    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final char DASH = '-';

    /** The minute in which something occurred. */
    static MinuteKey at(Instant occurred, String window) {
        return new MinuteKey(occurred.truncatedTo(ChronoUnit.MINUTES), window);
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static MinuteKey of(Bytes bytes) {
        byte[] all = bytes.get();
        return new MinuteKey(
                Instant.ofEpochMilli(ByteBuffer.wrap(all).getLong()),
                new String(all, Long.BYTES, all.length - Long.BYTES, UTF_8));
    }

    /** Before all minutes that begin at a time, 1970 or later, and after all that begin earlier. Is the key of none of them. */
    public static Bytes from(Instant start) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(start.toEpochMilli()).array());
    }

    /** As the store has it. */
    public Bytes toBytes() {
        byte[] name = window.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(start.toEpochMilli())
                .put(name)
                .array());
    }

    /** What occurs then is of the next minute. */
    public Instant end() {
        return start.plus(MINUTE);
    }

    /** The type of the steps: what is before the first dash, for no type has one in its name. */
    public String type() {
        return window.substring(0, window.indexOf(DASH));
    }

    /** What the orders are paid in. */
    public String currency() {
        return window.substring(window.indexOf(DASH) + 1);
    }
}
