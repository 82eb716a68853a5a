package dev.rota.lagmonitor.evaluation;

import java.util.Comparator;

/**
 * One partition of one topic. Ordered by topic, then by number.
 *
 * @param topic the topic's name
 * @param number the partition's number, from 0
 */
public record PartitionId(String topic, int number) implements Comparable<PartitionId> {

    private static final Comparator<PartitionId> ORDER =
            Comparator.comparing(PartitionId::topic).thenComparingInt(PartitionId::number);

    @Override
    public int compareTo(PartitionId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
