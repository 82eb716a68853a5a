package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.keyedconsumer.Failure.Stage;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailurePolicyTest {

    private final FailurePolicy policy =
            FailurePolicy.standard(3, new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)));

    static Stream<Throwable> unreadableBytes() {
        return Stream.of(
                new IllegalStateException("not Avro"),
                new BufferUnderflowException(),
                new UncheckedIOException(new EOFException()),
                new RuntimeException("ProblemDetails: 404, no such content id"));
    }

    static Stream<Throwable> failedConnections() {
        return Stream.of(
                new RuntimeException(new IllegalStateException(new ConnectException("refused"))),
                new RuntimeException(new UnknownHostException("registry")),
                new RuntimeException(new SocketTimeoutException()),
                new RuntimeException(new HttpConnectTimeoutException("registry")));
    }

    @ParameterizedTest
    @MethodSource("unreadableBytes")
    void bytesThatCannotBeReadArePoisonAtOnce(Throwable cause) {
        assertThat(policy.decide(failure(Stage.DESERIALIZATION, cause, 1))).isEqualTo(Verdict.poison("unreadable"));
    }

    @ParameterizedTest
    @MethodSource("failedConnections")
    void aFailedConnectionIsAnOutageHoweverOften(Throwable cause) {
        assertThat(policy.decide(failure(Stage.DESERIALIZATION, cause, 1_000))).isInstanceOf(Verdict.Outage.class);
        assertThat(policy.decide(failure(Stage.HANDLER, cause, 1_000))).isInstanceOf(Verdict.Outage.class);
    }

    @Test
    void aHandlerIsRetriedUntilItsLastAttempt() {
        assertThat(policy.decide(failure(Stage.HANDLER, new AssertionError(), 2)))
                .isInstanceOf(Verdict.Retry.class);
        assertThat(policy.decide(failure(Stage.HANDLER, new AssertionError(), 3)))
                .isEqualTo(Verdict.poison("attempts-exhausted"));
    }

    @Test
    void causesThatGoRoundInACircleAreSearchedOnce() {
        RuntimeException first = new RuntimeException();
        first.initCause(new RuntimeException(first));

        assertThat(failure(Stage.HANDLER, first, 1).isCausedBy(ConnectException.class))
                .isFalse();
    }

    private static Failure failure(Stage stage, Throwable cause, int attempt) {
        return new Failure(new TopicPartition("orders", 0), 7, stage, cause, attempt);
    }
}
