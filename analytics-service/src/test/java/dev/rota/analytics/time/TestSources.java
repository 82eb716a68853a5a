package dev.rota.analytics.time;

import dev.rota.analytics.state.StateSerde;
import dev.rota.contracts.OrderEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Partitions of the orders' topic, as they are seen behind a repartition. */
public final class TestSources {

    private final TestInputTopic<String, OrderEvent> repartition;
    private final Map<Integer, Long> times = new HashMap<>();

    /** @param topic the repartition's, in full */
    public TestSources(TopologyTestDriver driver, String topic) {
        repartition = driver.createInputTopic(
                topic, new StringSerializer(), StateSerde.of(OrderEvent.class).serializer());
    }

    /** An event that was read in a partition. */
    public void send(int partition, String key, OrderEvent event) {
        Instant at = event.getOccurredAt();
        times.merge(partition, at.toEpochMilli(), Math::max);
        write(key, event, at, new SourceTime(partition, times.get(partition), -1));
    }

    /** Other events were read in a partition, up to a time. */
    public void tick(int partition, Instant time) {
        times.put(partition, time.toEpochMilli());
        write("", null, time, new SourceTime(partition, time.toEpochMilli(), -1));
    }

    /** Nothing has come to a partition for a while. */
    public void idle(int partition, Instant clock) {
        write(
                "",
                null,
                Instant.EPOCH,
                new SourceTime(partition, times.getOrDefault(partition, -1L), clock.toEpochMilli()));
    }

    private void write(String key, @Nullable OrderEvent event, Instant at, SourceTime time) {
        repartition.pipeInput(new TestRecord<>(key, event, time.addTo(new RecordHeaders()), at));
    }
}
