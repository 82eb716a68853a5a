package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTest {

    @Test
    void whatIsSetForAdminClientsGoesBeforeWhatIsSetForAll() {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", "localhost:9092",
                "client.id", "order-analytics-1",
                "security.protocol", "PLAINTEXT",
                "admin.security.protocol", "SSL",
                "admin.request.timeout.ms", "1000",
                "producer.linger.ms", "5");

        assertThat(Cluster.settings(kafka))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "client.id", "order-analytics-1-start",
                        "security.protocol", "SSL",
                        "request.timeout.ms", "1000"));
    }
}
