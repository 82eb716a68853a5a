package dev.rota.lagmonitor.evaluation;

/**
 * One partition of one topic. Ordered by topic, then by number.
 *
 * @param topic the topic's name
 * @param number the partition's number, from 0
 */
public record PartitionId(String topic, int number) implements Comparable<PartitionId> {

    @Override
    public int compareTo(PartitionId other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
