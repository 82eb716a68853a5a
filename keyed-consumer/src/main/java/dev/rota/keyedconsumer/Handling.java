package dev.rota.keyedconsumer;

/** How records reach user code. */
sealed interface Handling<K, V> {

    /** One by one, keys side by side. */
    record EachRecord<K, V>(RecordHandler<K, V> handler) implements Handling<K, V> {}

    /** All that are buffered of a partition at once, partitions side by side. */
    record InBatches<K, V>(BatchHandler<K, V> handler, int maxRecords) implements Handling<K, V> {}
}
