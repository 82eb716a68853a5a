package dev.rota.analytics.time;

import java.time.Duration;

/**
 * Whether nothing comes. It is asked once a {@link #LOOK}, and Kafka Streams asks its brokers for records in between; a while in which
 * nobody asked, because a store was restored or the process stood still, is no time in which nothing came. Used on its task's thread only.
 */
public final class Idleness {

    /** Between two looks. */
    public static final Duration LOOK = Duration.ofSeconds(1);

    private final long enough;
    private long looks;

    /** @param after how long nothing has to come */
    public Idleness(Duration after) {
        enough = Math.ceilDiv(after.toMillis(), LOOK.toMillis());
    }

    /** Something came. */
    public void heard() {
        looks = 0;
    }

    /** Looks once more: whether nothing came for long enough. */
    public boolean look() {
        looks++;
        return looks >= enough;
    }
}
