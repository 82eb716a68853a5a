package dev.rota.orderproducer.publishing;

import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.apache.datasketches.hll.HllUnion;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of what became of all records since the start: acknowledged ones by partition, and every outcome as the
 * meter {@code rota.order.producer.records}. Says in the log when records of a topic begin to fail, and when none has failed for
 * a while, once each. Thread-safe.
 */
@Singleton
public class PublishedRecords {

    private static final Logger LOG = Logger.getLogger(PublishedRecords.class);

    private final Instant since;
    private final Map<SourceTopic, Tally> tallies;

    PublishedRecords(MeterRegistry meters, Clock clock) {
        since = clock.instant();
        // All meters are there from the start, so that the first failure shows as a rise from zero.
        tallies = Arrays.stream(SourceTopic.values())
                .collect(Collectors.toUnmodifiableMap(topic -> topic, topic -> Tally.of(topic, meters, clock)));
    }

    /** When counting began. */
    public Instant since() {
        return since;
    }

    /** What was acknowledged of a topic's records, partition by partition. */
    public TopicFigures acknowledged(SourceTopic topic) {
        SortedMap<Integer, PartitionFigures> partitions = new TreeMap<>();
        HllUnion keys = PartitionTally.union();
        tally(topic).byPartition().forEach((partition, tally) -> {
            partitions.put(partition, tally.figures());
            tally.addKeysTo(keys);
        });
        return new TopicFigures(partitions, Math.round(keys.getEstimate()));
    }

    /** Counts a record that the broker has acknowledged. */
    void acknowledged(SourceTopic topic, @Nullable String key, RecordMetadata place) {
        tally(topic)
                .byPartition()
                .computeIfAbsent(place.partition(), _ -> new PartitionTally())
                .add(key, Math.max(0, place.serializedKeySize()) + place.serializedValueSize());
    }

    void record(SourceTopic topic, PublishOutcome outcome) {
        Tally tally = tally(topic);
        switch (outcome) {
            case Acknowledged _ -> {
                tally.acknowledged().increment();
                if (tally.trouble().isOver()) {
                    LOG.infof("Records of %s are acknowledged again", topic);
                }
            }
            case NotWritten(String reason) -> failed(topic, tally.notWritten(), reason);
            // Comes and goes with each record, which would fill the log.
            case Overloaded() -> tally.overloaded().increment();
            case OutcomeUnknown(String reason) -> failed(topic, tally.unknown(), reason);
            case Refused(String reason) -> failed(topic, tally.refused(), reason);
        }
    }

    private void failed(SourceTopic topic, Counter outcome, String reason) {
        outcome.increment();
        if (tally(topic).trouble().begins()) {
            LOG.warnf("Records of %s are not acknowledged: %s", topic, reason);
        }
    }

    private Tally tally(SourceTopic topic) {
        return Objects.requireNonNull(tallies.get(topic));
    }

    /** One topic's figures, and whether the last word about it in the log is a bad one. */
    private record Tally(
            Counter acknowledged,
            Counter notWritten,
            Counter overloaded,
            Counter unknown,
            Counter refused,
            ConcurrentMap<Integer, PartitionTally> byPartition,
            Trouble trouble) {

        static Tally of(SourceTopic topic, MeterRegistry meters, Clock clock) {
            Meter.MeterProvider<Counter> records = Counter.builder("rota.order.producer.records")
                    .description("Records by how the attempt to write them ended")
                    .tag("topic", topic.topicName())
                    .withRegistry(meters);
            return new Tally(
                    records.withTag("outcome", "acknowledged"),
                    records.withTag("outcome", "not_written"),
                    records.withTag("outcome", "overloaded"),
                    records.withTag("outcome", "unknown"),
                    records.withTag("outcome", "refused"),
                    new ConcurrentHashMap<>(),
                    new Trouble(clock));
        }
    }
}
