package dev.rota.analytics.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.lifecycle.LifecycleStream;
import dev.rota.analytics.minutes.MinuteStream;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.topology.AnalyticsTopology;
import dev.rota.analytics.vehicles.VehicleStream;
import dev.rota.contracts.TopicCatalogue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aKeyIsWhereProducersWriteIt() {
        Table table = new Table("store", 6);

        assertThat(IntStream.range(0, 1_000).mapToObj(i -> "ключ/" + i))
                .allSatisfy(key -> assertThat(table.partitionOf(key))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(UTF_8), 6)));
    }

    /** Who looks into another partition finds nothing, and says that it is not there. */
    @Test
    void storesHaveAsManyPartitionsAsTheirTopics() {
        TopicCatalogue catalogue = TopicCatalogue.load();

        assertThat(RevenueStream.PARTITIONS)
                .isEqualTo(catalogue.topic(AnalyticsTopology.ORDERS).partitions());
        assertThat(VehicleStream.PARTITIONS)
                .isEqualTo(catalogue.topic(AnalyticsTopology.TELEMETRY).partitions());
        assertThat(LifecycleStream.PARTITIONS)
                .isEqualTo(catalogue.topic(LifecycleStream.ANOMALIES).partitions());
        assertThat(MinuteStream.PARTITIONS)
                .isEqualTo(catalogue.topic(MinuteStream.RESULTS).partitions());
    }
}
