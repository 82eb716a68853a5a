package dev.rota.billing.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.contracts.TopicSpec;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What billing is configured to read and write are topics that exist. */
class CatalogueTest {

    private final TopicCatalogue catalogue = TopicCatalogue.load();
    private ConsumerConfig config;

    @BeforeEach
    void readTheServicesOwnConfiguration() throws IOException {
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(ConsumerConfig.class.getResource("/application.properties")))
                .withMapping(ConsumerConfig.class)
                .build()
                .getConfigMapping(ConsumerConfig.class);
    }

    @Test
    void everyTopicItReadsHasASchema() {
        assertThat(config.topics())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(catalogue.topic(topic).schema()).isPresent());
    }

    @Test
    void itsDeadLettersHaveAsManyPartitionsAsTheLargestTopicItReads() {
        List<Integer> partitions = config.topics().stream()
                .map(catalogue::topic)
                .map(TopicSpec::partitions)
                .toList();

        TopicSpec deadLetters = catalogue.topic(config.kafka().get("group.id") + ".dead-letters");

        assertThat(partitions).contains(deadLetters.partitions()).allMatch(n -> n <= deadLetters.partitions());
        assertThat(deadLetters.schema()).isEmpty();
    }
}
