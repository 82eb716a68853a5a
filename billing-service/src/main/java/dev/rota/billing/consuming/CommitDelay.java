package dev.rota.billing.consuming;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures from each record's timestamp until an offset beyond it is committed. Holds what is handled and not committed,
 * which the consumer bounds. Thread-safe.
 */
final class CommitDelay {

    private final Timer timer;
    private final Map<TopicPartition, ConcurrentNavigableMap<Long, Instant>> handled = new ConcurrentHashMap<>();

    CommitDelay(Timer timer) {
        this.timer = timer;
    }

    void assigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> handled.put(partition, new ConcurrentSkipListMap<>()));
    }

    void handled(TopicPartition partition, long offset, Instant timestamp) {
        ConcurrentNavigableMap<Long, Instant> records = handled.get(partition);
        // Abandoned: the next owner has it again, and counts it.
        if (records != null) {
            records.put(offset, timestamp);
        }
    }

    void committed(Map<TopicPartition, Long> offsets) {
        Instant now = Instant.now();
        offsets.forEach((partition, offset) -> {
            ConcurrentNavigableMap<Long, Instant> records = handled.get(partition);
            if (records != null) {
                ConcurrentNavigableMap<Long, Instant> done = records.headMap(offset);
                done.values().forEach(timestamp -> timer.record(Duration.between(timestamp, now)));
                done.clear();
            }
        });
    }

    void gone(Collection<TopicPartition> partitions) {
        partitions.forEach(handled::remove);
    }
}
