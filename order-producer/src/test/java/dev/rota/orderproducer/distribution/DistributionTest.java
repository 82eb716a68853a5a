package dev.rota.orderproducer.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rota.orderproducer.distribution.Distribution.PartitionShare;
import dev.rota.orderproducer.distribution.Distribution.TopicShare;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void partitionsWithoutRecordsAreListedToo() {
        TopicShare share = TopicShare.of("order-events", 3, new TreeMap<>(Map.of(1, 5L)));

        assertThat(share.records()).isEqualTo(5);
        assertThat(share.partitions())
                .extracting(PartitionShare::partition, PartitionShare::records)
                .containsExactly(tuple(0, 0L), tuple(1, 5L), tuple(2, 0L));
    }

    @Test
    void aPartitionThatTheTopicGotLaterIsNotForgotten() {
        TopicShare share = TopicShare.of("order-events", 1, new TreeMap<>(Map.of(0, 1L, 2, 2L)));

        assertThat(share.records()).isEqualTo(3);
        assertThat(share.partitions()).extracting(PartitionShare::partition).containsExactly(0, 2);
    }
}
