package dev.rota.department.channel;

import java.util.Locale;

/** How members find their partitions. */
public enum Protocol {
    /** One of them decides, by its assignor. */
    CLASSIC,

    /** The brokers decide; members move one by one, and nobody waits for the others. */
    CONSUMER;

    String setting() {
        return name().toLowerCase(Locale.ROOT);
    }
}
