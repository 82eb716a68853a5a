package dev.rota.department.channel;

import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;

/** Who gets which partition, on the classic protocol. */
public enum Assignor {
    /** Neighbouring partitions, topic by topic; all are taken and given anew in each rebalance. */
    RANGE(RangeAssignor.class),

    /** One after the other in turn; all are taken and given anew in each rebalance. */
    ROUND_ROBIN(RoundRobinAssignor.class),

    /** As before, as far as it can; all are taken, and mostly given back, in each rebalance. */
    STICKY(StickyAssignor.class),

    /** As before, as far as it can; only what moves is taken. */
    COOPERATIVE_STICKY(CooperativeStickyAssignor.class);

    private final Class<? extends ConsumerPartitionAssignor> type;

    Assignor(Class<? extends ConsumerPartitionAssignor> type) {
        this.type = type;
    }

    String className() {
        return type.getName();
    }
}
