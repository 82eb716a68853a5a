package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.BufferUnderflowException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueReaderTest {

    static Stream<Throwable> aRegistryThatIsGoneIsNotTheValuesFault() {
        return Stream.of(
                new ConnectException("refused"),
                new SocketException("Connection reset"),
                new TimeoutException(),
                new HttpClosedException("Connection was closed"));
    }

    @ParameterizedTest
    @MethodSource
    void aRegistryThatIsGoneIsNotTheValuesFault(Throwable cause) {
        assertThat(ValueReader.why(new RuntimeException(new ExecutionException(cause))))
                .isEqualTo("the schema registry did not answer");
    }

    @Test
    void aValueThatEndsTooEarlyIsItsOwnFault() {
        assertThat(ValueReader.why(new RuntimeException(new BufferUnderflowException())))
                .isEqualTo("it ends too early");
    }
}
