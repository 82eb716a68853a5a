package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionIdsTest {

    private final PartitionIds ids = new PartitionIds();

    @Test
    void aPartitionIsTheSameObjectWhoeverNamesIt() {
        PartitionId orders = ids.of(new TopicPartition("orders", 3));

        assertThat(orders).isEqualTo(new PartitionId("orders", 3));
        assertThat(ids.of(new TopicPartition("orders", 3))).isSameAs(orders);
    }

    @Test
    void whatNobodyNamesAnyMoreIsForgotten() {
        PartitionId kept = ids.of(new TopicPartition("orders", 0));
        PartitionId gone = ids.of(new TopicPartition("orders", 1));

        ids.keep(Set.of(new PartitionId("orders", 0)));

        assertThat(ids.of(new TopicPartition("orders", 0))).isSameAs(kept);
        assertThat(ids.of(new TopicPartition("orders", 1))).isNotSameAs(gone);
    }
}
