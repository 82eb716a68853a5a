package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientsTest {

    private static final Map<String, Object> AT_WORST_3500_MS = Map.of(
            "bootstrap.servers", "localhost:9092",
            "max.block.ms", "0",
            "delivery.timeout.ms", "3500",
            "request.timeout.ms", "2000",
            "linger.ms", "0");

    @Test
    void aClientThatGivesUpInTimeIsTaken() {
        assertThatNoException()
                .isThrownBy(() -> KafkaClients.requirePromises(AT_WORST_3500_MS, Duration.ofMillis(3501)));
    }

    @Test
    void aClientThatWouldOutlastTheDeadlineFailsTheStartAndNamesTheKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.requirePromises(AT_WORST_3500_MS, Duration.ofMillis(3500)))
                .withMessageContainingAll("kafka.delivery.timeout.ms", "rota.order-producer.publishing.outcome-within");
    }

    @Test
    void aClientThatMayWaitInASendFailsTheStartAndNamesTheKey() {
        Map<String, Object> settings = new HashMap<>(AT_WORST_3500_MS);
        settings.put("max.block.ms", "1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.requirePromises(settings, Duration.ofMillis(3501)))
                .withMessageContaining("kafka.max.block.ms");
    }

    @Test
    void linesThatWouldOutlastTheirConnectionFailTheStartAndNameTheKeys() {
        assertThatNoException()
                .isThrownBy(() -> KafkaClients.requireAnswerWithin(Duration.ofMinutes(2), Duration.ofSeconds(119)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.requireAnswerWithin(Duration.ofMinutes(2), Duration.ofMinutes(2)))
                .withMessageContainingAll("bulk-room-within", "quarkus.http.idle-timeout");
    }

    @ParameterizedTest
    @CsvSource({"PT0.005S, 5", "PT1.5S, 1500", "PT2S, 1500"})
    void linesWaitForEachOtherNoLongerThanTheirDeliveryLeaves(Duration wanted, long linger) {
        assertThat(KafkaClients.bulkLinger(AT_WORST_3500_MS, wanted)).isEqualTo(linger);
    }

    @ParameterizedTest
    @CsvSource({
        "partitioner.class, org.apache.kafka.clients.producer.RoundRobinPartitioner",
        "partitioner.ignore.keys, true",
    })
    void aClientThatPlacesKeysInAWayOfItsOwnFailsTheStartAndNamesTheKey(String key, String value) {
        Map<String, Object> settings = new HashMap<>(AT_WORST_3500_MS);
        settings.put(key, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.requirePromises(settings, Duration.ofMillis(3501)))
                .withMessageContaining("kafka." + key);
    }
}
