package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * What members have to do when partitions are given out by number, as assignors do, and not by what there is to do in them. Five
 * members of six even partitions do no more than three do: the fullest hand has two either way.
 *
 * <p>Not thread-safe.
 */
final class Hands {

    /** What figures are rounded by. */
    private static final double ROUNDING = 1e-9;

    /** So many times what an even load would take is not too dear for a load that is not. */
    private static final int DEAREST = 2;

    /** Who gets which partitions. */
    enum Giving {
        /** Each member as many as any other, or one more. */
        EVENLY,
        /** The same, topic by topic: the first members get the larger shares of all, and most partitions of one topic bound them. */
        BY_TOPIC,
        /** Each member all, as in a share group. */
        TO_ALL
    }

    private final Giving giving;
    private final Map<String, Integer> topics = HashMap.newHashMap(2);
    private int partitions;
    private double due;
    private double largest;
    private int hot;
    private double hotDue;

    Hands(Giving giving) {
        this.giving = giving;
    }

    /**
     * One more partition.
     *
     * @param perSecond what is to be read of it, at most what one member can read
     * @param isHot whether that is not all that is to be read of it: then who gets it cannot be helped by having nothing else
     */
    void add(PartitionId partition, double perSecond, boolean isHot) {
        topics.merge(partition.topic(), 1, Integer::sum);
        partitions++;
        due += perSecond;
        if (isHot) {
            hot++;
            hotDue += perSecond;
        } else {
            largest = Math.max(largest, perSecond);
        }
    }

    /** Per second, of all. */
    double due() {
        return due;
    }

    /** Members that can have something to do. */
    int most() {
        return switch (giving) {
            case EVENLY -> Math.max(1, partitions);
            case BY_TOPIC ->
                topics.values().stream().mapToInt(count -> count).max().orElse(1);
            case TO_ALL -> Integer.MAX_VALUE;
        };
    }

    /**
     * The fewest members that can read all.
     *
     * @param times as much as is due
     * @param perMember what one can read per second
     */
    int size(double times, double perMember) {
        if (due == 0) {
            return 0;
        }
        if (giving == Giving.TO_ALL) {
            return (int) Math.ceil(due * times / perMember - ROUNDING);
        }
        double enough = perMember * (1 + ROUNDING);
        double each = Math.min(due * times / partitions, perMember);
        int even = fewest(members -> fullest(members) * each <= enough);
        int others = partitions - hot - 1;
        double top = Math.min(largest * times, perMember);
        double rest = others > 0 ? Math.min((due - hotDue - largest) * times / others, perMember) : 0;
        int uneven = fewest(members -> top + (fullest(members) - 1) * rest <= enough);
        int bounded = fullest(Math.max(even, Math.min(uneven, Math.min(DEAREST * even, most()))));
        return fewest(members -> fullest(members) <= bounded);
    }

    /** Whether each partition alone is more than one member can read. */
    boolean areAllHot() {
        return partitions > 0 && hot == partitions;
    }

    /** The next size below this one that makes a difference: the fewest of those with as many in the fullest hands. */
    int fewerThan(int members) {
        if (giving == Giving.TO_ALL || members > most()) {
            return members - 1;
        }
        int hand = fullest(members - 1);
        return fewest(fewer -> fullest(fewer) <= hand);
    }

    /** How many partitions the fullest hand has. */
    private int fullest(int members) {
        return giving == Giving.BY_TOPIC
                ? topics.values().stream()
                        .mapToInt(count -> Math.ceilDiv(count, members))
                        .sum()
                : Math.ceilDiv(partitions, members);
    }

    /** The fewest members that do; all that can have something to do if not even those do. Who does, does with more as well. */
    private int fewest(IntPredicate doSo) {
        int low = 1;
        int high = most();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (doSo.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
