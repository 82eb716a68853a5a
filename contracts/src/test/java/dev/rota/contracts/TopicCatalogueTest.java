package dev.rota.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicCatalogueTest {

    private final TopicCatalogue catalogue = TopicCatalogue.load();

    @Test
    void namesTheTopicsOfTheHouseWithTheirPartitions() {
        assertThat(catalogue.topics())
                .extracting(topic -> topic.name() + "=" + topic.partitions())
                .contains("order-events=6", "patient-checkout=4", "vehicle.telemetry=3", "invoices=6");
    }

    @Test
    void namesNoTopicTwice() {
        assertThat(catalogue.topics()).extracting(TopicSpec::name).doesNotHaveDuplicates();
    }

    @Test
    void everySchemaIsGeneratedAndHasTheFieldTheKeyIsMadeOf() {
        assertThat(catalogue.topics())
                .filteredOn(topic -> topic.schemaName().isPresent())
                .allSatisfy(topic -> assertThat(topic.schema().orElseThrow().getField(topic.key()))
                        .as("field %s of %s", topic.key(), topic.name())
                        .isNotNull());
    }

    @Test
    void aSmallClusterGetsAsManyCopiesAsItHasBrokers() {
        TopicSpec orders = catalogue.topic("order-events");

        assertThat(orders.replicationOn(1)).isEqualTo((short) 1);
        assertThat(orders.configOn(1)).containsEntry("min.insync.replicas", "1");
        assertThat(orders.replicationOn(3)).isEqualTo((short) 3);
        assertThat(orders.configOn(3))
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", Long.toString(Duration.ofDays(7).toMillis()));
    }

    @Test
    void aTopicThatMayNeverBeAcknowledgedIsRefusedByName() {
        assertThatThrownBy(() -> new TopicSpec(
                        "t",
                        "k",
                        1,
                        1,
                        2,
                        TopicSpec.Cleanup.COMPACT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .hasMessage("t: minInsync must be from 1 to replication");
    }

    @Test
    void anUnknownTopicIsNamedInTheError() {
        assertThatThrownBy(() -> catalogue.topic("orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'orders'");
    }
}
