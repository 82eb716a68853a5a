package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How evenly records come to the partitions of one topic, over the status' window. Partitions that no group owns or has committed are
 * not watched, and not in it.
 *
 * @param topic the topic's name
 * @param partitions how many of them are watched
 * @param arrived offsets written per second to all of them; empty unless known of each
 * @param hottest the one to which most is written; empty if it is not known of each over the whole window, or if it is too little
 * @param hot those to which several times as much is written as to the others, the hottest first; often empty
 */
public record TopicSkew(
        String topic, int partitions, OptionalDouble arrived, Optional<Share> hottest, List<Share> hot) {

    /**
     * The rule of thumb of chi-squared tests (Cochran): with fewer expected in each partition their shares are chance.
     */
    private static final double FEWEST_PER_PARTITION = 5;

    /** By how many standard deviations of chance a hot partition has more than the mean. */
    private static final double DEVIATIONS = 5;

    /**
     * How many times what the others get on average makes a partition hot. Twice as much comes from hashing alone, where some twenty
     * keys of equal weight share six partitions.
     */
    private static final double TIMES_THE_OTHERS = 3;

    /**
     * What one partition gets.
     *
     * @param partition its number
     * @param share of all that is written to the topic, from 0 to 1
     */
    public record Share(int partition, double share) {}

    /**
     * What was written to one partition.
     *
     * @param perSecond offsets; empty if it is not known
     * @param wholeWindow whether it was watched for all of the window, and not only for the end of it
     */
    record Arrival(OptionalDouble perSecond, boolean wholeWindow) {

        static final Arrival UNKNOWN = new Arrival(OptionalDouble.empty(), false);
    }

    /**
     * How evenly it is written.
     *
     * @param arrivals by the partition's number; of at least one partition
     */
    static TopicSkew of(String topic, Map<Integer, Arrival> arrivals, Duration window) {
        int partitions = arrivals.size();
        if (arrivals.values().stream().anyMatch(arrival -> arrival.perSecond().isEmpty())) {
            return new TopicSkew(topic, partitions, OptionalDouble.empty(), Optional.empty(), List.of());
        }
        double perSecond = arrivals.values().stream()
                .mapToDouble(arrival -> arrival.perSecond().orElseThrow())
                .sum();
        double records = perSecond * window.toNanos() / 1e9;
        if (records < FEWEST_PER_PARTITION * partitions
                || !arrivals.values().stream().allMatch(Arrival::wholeWindow)) {
            return new TopicSkew(topic, partitions, OptionalDouble.of(perSecond), Optional.empty(), List.of());
        }
        List<Share> shares = new ArrayList<>(partitions);
        arrivals.forEach((partition, arrival) ->
                shares.add(new Share(partition, arrival.perSecond().orElseThrow() / perSecond)));
        shares.sort(Comparator.comparingDouble(Share::share).reversed().thenComparingInt(Share::partition));
        return new TopicSkew(
                topic,
                partitions,
                OptionalDouble.of(perSecond),
                Optional.of(shares.getFirst()),
                shares.stream()
                        .filter(share -> isHot(share.share(), records, partitions))
                        .toList());
    }

    private static boolean isHot(double share, double records, int partitions) {
        double mean = records / partitions;
        double own = share * records;
        // Without a division by the number of the others, of which there may be none.
        return partitions > 1
                && own * (partitions - 1) >= TIMES_THE_OTHERS * (records - own)
                && own - mean >= DEVIATIONS * Math.sqrt(mean);
    }

    /** How many times the mean the hottest partition gets, from 1 to the number of partitions; empty like {@code hottest}. */
    public OptionalDouble skew() {
        return hottest.map(share -> OptionalDouble.of(Math.max(1, share.share() * partitions)))
                .orElse(OptionalDouble.empty());
    }
}
