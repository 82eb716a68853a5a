package dev.rota.lab.bench.lag;

import dev.rota.localstack.StackException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The groups that are watched, and the logs that they read: each group reads one topic, and several read the same.
 *
 * @param groups how many; those with members are among them
 * @param partitions of each topic, and so of each group
 * @param topics how many
 * @param attended how many groups have a member; the others only commit
 */
record Population(int groups, int partitions, int topics, int attended) {

    /** Records in each partition at the beginning. */
    static final int RECORDS = 100;

    private static final int MOST_ATTENDED = 24;

    /** The farthest that a group is behind at the beginning, in records of each partition. */
    private static final int FARTHEST = RECORDS - 20;

    /** The least, so that it takes the faster groups a while to be through. */
    private static final int NEAREST = 40;

    /** @param groupsPerTopic how many groups read the same topic */
    static Population of(int groups, int partitions, int groupsPerTopic) {
        return new Population(
                groups, partitions, Math.ceilDiv(groups, groupsPerTopic), Math.min(MOST_ATTENDED, groups / 10));
    }

    /** How many logs there are. */
    int logs() {
        return topics * partitions;
    }

    /** How many figures of lag there are. */
    int pairs() {
        return groups * partitions;
    }

    /** How many groups have no member and only commit: those with the lowest numbers. */
    int unattended() {
        return groups - attended;
    }

    static String group(int number) {
        return "group-%05d".formatted(number);
    }

    static String topic(int number) {
        return "topic-%05d".formatted(number);
    }

    List<String> allTopics() {
        return IntStream.range(0, topics).mapToObj(Population::topic).toList();
    }

    /** What a group reads. */
    String topicOf(int group) {
        return topic(group % topics);
    }

    /** A log by its number, so that consecutive ones are of different topics. */
    TopicPartition log(int number) {
        return new TopicPartition(topic(number % topics), number / topics);
    }

    /** Where a group begins in each of its partitions. */
    static long firstOffset(int group) {
        return RECORDS - NEAREST - (long) group * 7 % (FARTHEST - NEAREST);
    }

    /** What a group commits that is as far in each of its partitions. */
    Map<TopicPartition, OffsetAndMetadata> commit(int group, long offset) {
        Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            commit.put(new TopicPartition(topicOf(group), partition), new OffsetAndMetadata(offset));
        }
        return commit;
    }

    /**
     * Refuses a count that is not complete.
     *
     * @param who counted, for people
     * @param counted groups and partitions of theirs with an offset
     * @throws StackException if it is not all
     */
    void requireAll(String who, long counted) {
        if (counted != pairs()) {
            throw new StackException(String.format(
                    Locale.ROOT, "%s knows of %,d partitions of groups, and there are %,d.", who, counted, pairs()));
        }
    }
}
