package dev.rota.billing.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.TopicCatalogue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept for how long, held against the topics that bring it again. */
class RetentionConfigTest {

    private final TopicCatalogue topics = TopicCatalogue.load();
    private RetentionConfig config;

    @BeforeEach
    void readTheServicesOwnConfiguration() throws IOException {
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(RetentionConfig.class.getResource("/application.properties")))
                .withMapping(RetentionConfig.class)
                .build()
                .getConfigMapping(RetentionConfig.class);
    }

    @Test
    void deadLettersAreListedAsLongAsTheirTopicKeepsThem() {
        assertThat(retentionOf("billing.dead-letters")).isEqualTo(config.deadLetters());
    }

    /** At its last day a dead letter may be sent back, and lies in its topic as long as any record. */
    @Test
    void anEventIsRememberedForAsLongAsItCanComeAgain() {
        Duration last = config.deadLetters().plus(retentionOf("order-events"));

        assertThat(config.inbox()).isGreaterThan(last);
        assertThat(retentionOf("patient-checkout")).isLessThanOrEqualTo(retentionOf("order-events"));
    }

    private Duration retentionOf(String topic) {
        return topics.topic(topic).retention().orElseThrow();
    }
}
