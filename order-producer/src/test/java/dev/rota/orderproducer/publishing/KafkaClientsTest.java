package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

    private static final Map<String, Object> AT_WORST_4500_MS = Map.of(
            "bootstrap.servers", "localhost:9092",
            "max.block.ms", "1000",
            "delivery.timeout.ms", "3500",
            "request.timeout.ms", "2000",
            "linger.ms", "0");

    @Test
    void aClientThatGivesUpInTimeIsTaken() {
        assertThatNoException()
                .isThrownBy(() -> KafkaClients.requireOutcomeInTime(AT_WORST_4500_MS, Duration.ofMillis(4501)));
    }

    @Test
    void aClientThatWouldOutlastTheDeadlineFailsTheStartAndNamesTheKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.requireOutcomeInTime(AT_WORST_4500_MS, Duration.ofMillis(4500)))
                .withMessageContainingAll(
                        "kafka.max.block.ms",
                        "kafka.delivery.timeout.ms",
                        "rota.order-producer.publishing.outcome-within");
    }
}
