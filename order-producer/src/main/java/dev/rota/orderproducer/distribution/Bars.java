package dev.rota.orderproducer.distribution;

import dev.rota.orderproducer.distribution.Distribution.PartitionShare;
import dev.rota.orderproducer.distribution.Distribution.TopicShare;
import java.util.Locale;

/** A distribution for the eye: a bar for each partition. The longest bar of a topic is its fullest partition. */
final class Bars {

    private static final int LONGEST = 40;

    private Bars() {}

    static String of(Distribution distribution) {
        StringBuilder text = new StringBuilder();
        for (TopicShare topic : distribution.topics()) {
            append(text, topic);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, TopicShare topic) {
        text.append(String.format(
                Locale.ROOT,
                "%s: %d records, %d bytes, %d keys",
                topic.topic(),
                topic.records(),
                topic.bytes(),
                topic.distinctKeys()));
        Double skew = topic.skew();
        if (skew != null) {
            text.append(String.format(Locale.ROOT, ", skew %.2f", skew));
        }
        text.append('\n');
        long fullest = topic.partitions().stream()
                .mapToLong(PartitionShare::records)
                .max()
                .orElse(0);
        for (PartitionShare partition : topic.partitions()) {
            text.append(String.format(
                                    Locale.ROOT,
                                    "  Partition %2d: %9d records %11d bytes %8d keys  %s",
                                    partition.partition(),
                                    partition.records(),
                                    partition.bytes(),
                                    partition.distinctKeys(),
                                    bar(partition.records(), fullest))
                            .stripTrailing())
                    .append('\n');
        }
    }

    /** A bar in proportion; what is there at all has one block at least. */
    private static String bar(long records, long fullest) {
        return records == 0 ? "" : "█".repeat((int) Math.max(1, Math.round((double) LONGEST * records / fullest)));
    }
}
