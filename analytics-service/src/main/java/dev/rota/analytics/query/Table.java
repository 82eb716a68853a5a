package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/**
 * A store that is kept by a key of text.
 *
 * @param store its name
 * @param partitions how many it has
 */
record Table(String store, int partitions) {

    /**
     * Where a key is: as producers find it. Kafka Streams would say so too, but takes a store for as many partitions as it has heard of
     * owners, which on the protocol {@code streams} are not all.
     */
    int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
    }
}
