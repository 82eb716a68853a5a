package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.TopicCatalogue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is indexed is a topic that exists. */
class DeadLettersConfigTest {

    @Test
    void theIndexReadsATopicOfTheCatalogueAsAGroupNamedAfterIt() throws IOException {
        DeadLettersConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(DeadLettersConfig.class.getResource("/application.properties")))
                .withMapping(DeadLettersConfig.class)
                .build()
                .getConfigMapping(DeadLettersConfig.class);

        assertThat(TopicCatalogue.load().topic(config.topic()).schema()).isEmpty();
        assertThat(config.kafka()).containsEntry("group.id", config.topic() + "-index");
    }
}
