package dev.rota.orderproducer.publishing;

import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Keeps count of what became of all records since the start: acknowledged ones by partition, and every outcome as the
 * meter {@code rota.order.producer.records}. Says in the log when a topic begins to fail and when it works again, once
 * each. Thread-safe.
 */
@Singleton
public class PublishedRecords {

    private static final Logger LOG = Logger.getLogger(PublishedRecords.class);

    private final MeterRegistry meters;
    private final Instant since;
    private final ConcurrentMap<SourceTopic, ConcurrentMap<Integer, LongAdder>> acknowledged =
            new ConcurrentHashMap<>();
    private final Set<SourceTopic> failing = ConcurrentHashMap.newKeySet();

    PublishedRecords(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.since = clock.instant();
        // Meters exist from the start, so that a rate over the first failure is not lost.
        for (SourceTopic topic : SourceTopic.values()) {
            for (String outcome : new String[] {"acknowledged", "not_written", "unknown", "refused"}) {
                counter(topic, outcome);
            }
        }
    }

    /** When counting began. */
    public Instant since() {
        return since;
    }

    /**
     * Acknowledged records by partition; partitions without any are absent.
     *
     * @return a copy, by partition number
     */
    public SortedMap<Integer, Long> acknowledged(SourceTopic topic) {
        SortedMap<Integer, Long> byPartition = new TreeMap<>();
        acknowledged
                .getOrDefault(topic, new ConcurrentHashMap<>())
                .forEach((partition, records) -> byPartition.put(partition, records.sum()));
        return byPartition;
    }

    void record(SourceTopic topic, PublishOutcome outcome) {
        switch (outcome) {
            case Acknowledged(int partition, long _) -> {
                counter(topic, "acknowledged").increment();
                acknowledged
                        .computeIfAbsent(topic, _ -> new ConcurrentHashMap<>())
                        .computeIfAbsent(partition, _ -> new LongAdder())
                        .increment();
                if (!failing.isEmpty() && failing.remove(topic)) {
                    LOG.infof("Records of %s are acknowledged again", topic);
                }
            }
            case NotWritten(String reason) -> failed(topic, "not_written", reason);
            case OutcomeUnknown(String reason) -> failed(topic, "unknown", reason);
            case Refused(String reason) -> failed(topic, "refused", reason);
        }
    }

    private void failed(SourceTopic topic, String outcome, String reason) {
        counter(topic, outcome).increment();
        if (failing.add(topic)) {
            LOG.warnf("Records of %s are not acknowledged: %s", topic, reason);
        }
    }

    private Counter counter(SourceTopic topic, String outcome) {
        return Counter.builder("rota.order.producer.records")
                .description("Records by how the attempt to write them ended")
                .tag("topic", topic.topicName())
                .tag("outcome", outcome)
                .register(meters);
    }
}
