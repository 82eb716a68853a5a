package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsHealthTest {

    @ParameterizedTest
    @CsvSource({
        "CREATED, 0, true",
        "RUNNING, 2, true",
        "REBALANCING, 1, true",
        "RUNNING, 0, false",
        "PENDING_SHUTDOWN, 0, true",
        "PENDING_ERROR, 1, false",
        "ERROR, 0, false",
        "NOT_RUNNING, 0, false",
    })
    void itIsAliveWhileItWorksOrWaitsForTopics(State state, long threads, boolean alive) {
        assertThat(StreamsHealth.isAlive(state, threads)).isEqualTo(alive);
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, false, 0, 0, false",
        "REBALANCING, false, 0, 0, false",
        "RUNNING, true, 0, 0, true",
        "RUNNING, true, 1000, 1000, true",
        "RUNNING, true, 1001, 1001, false",
        "RUNNING, true, 1001, 0, true",
        "REBALANCING, true, 0, 0, true",
        "REBALANCING, true, 1000, 1000, true",
        "REBALANCING, true, 1001, 1001, false",
        "REBALANCING, true, 1001, 0, false",
        "ERROR, true, 0, 0, false",
        "PENDING_SHUTDOWN, true, 0, 0, false",
    })
    void itCanBeAskedWhileItsStoresAreNotFarBehind(
            State state, boolean wasRunning, long left, long nobodyElses, boolean ready) {
        assertThat(StreamsHealth.canBeAsked(state, wasRunning, left, nobodyElses, 1000))
                .isEqualTo(ready);
    }
}
