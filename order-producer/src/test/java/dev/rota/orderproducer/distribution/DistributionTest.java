package dev.rota.orderproducer.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rota.orderproducer.distribution.Distribution.PartitionShare;
import dev.rota.orderproducer.distribution.Distribution.TopicShare;
import dev.rota.orderproducer.publishing.PartitionFigures;
import dev.rota.orderproducer.publishing.TopicFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void partitionsWithoutRecordsAreListedToo() {
        TopicShare share = share(3, Map.of(1, records(5)));

        assertThat(share.records()).isEqualTo(5);
        assertThat(share.partitions())
                .extracting(PartitionShare::partition, PartitionShare::records)
                .containsExactly(tuple(0, 0L), tuple(1, 5L), tuple(2, 0L));
    }

    @Test
    void aPartitionThatTheTopicGotLaterIsNotForgotten() {
        TopicShare share = share(1, Map.of(0, records(1), 2, records(2)));

        assertThat(share.records()).isEqualTo(3);
        assertThat(share.partitions()).extracting(PartitionShare::partition).containsExactly(0, 2);
    }

    @Test
    void skewIsTheFullestPartitionByTheMean() {
        assertThat(share(3, Map.of(0, records(4), 1, records(4), 2, records(4))).skew())
                .isEqualTo(1);
        assertThat(share(4, Map.of(0, records(6), 1, records(2))).skew()).isEqualTo(3);
        assertThat(share(4, Map.of(2, records(9))).skew()).isEqualTo(4);
    }

    @Test
    void withoutRecordsThereIsNoSkew() {
        assertThat(share(4, Map.of()).skew()).isNull();
    }

    @Test
    void barsAreInProportionToTheFullestPartition() {
        Distribution distribution = new Distribution(
                Instant.EPOCH,
                "key",
                List.of(share(
                        3, Map.of(0, new PartitionFigures(1_000, 111_000, 30), 1, new PartitionFigures(1, 111, 1)))));

        assertThat(Bars.of(distribution)).isEqualTo("""
                order-events: 1001 records, 111111 bytes, 31 keys, skew 3.00
                  Partition  0:      1000 records      111000 bytes       30 keys  ████████████████████████████████████████
                  Partition  1:         1 records         111 bytes        1 keys  █
                  Partition  2:         0 records           0 bytes        0 keys
                """);
    }

    private static PartitionFigures records(long records) {
        return new PartitionFigures(records, 100 * records, records);
    }

    private static TopicShare share(int partitions, Map<Integer, PartitionFigures> figures) {
        long keys = figures.values().stream().mapToLong(PartitionFigures::keys).sum();
        return TopicShare.of("order-events", partitions, new TopicFigures(new TreeMap<>(figures), keys));
    }
}
