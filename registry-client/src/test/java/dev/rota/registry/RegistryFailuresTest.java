package dev.rota.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.kiota.ApiException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryFailuresTest {

    static Stream<Throwable> aRegistryThatIsGoneIsAnOutage() {
        return Stream.of(
                new ConnectException("refused"),
                new SocketException("Connection reset"),
                new UnknownHostException("registry"),
                new UnresolvedAddressException(),
                new TimeoutException(),
                new HttpClosedException("Connection was closed"),
                new InterruptedException(),
                new RejectedExecutionException("closed"));
    }

    @ParameterizedTest
    @MethodSource
    void aRegistryThatIsGoneIsAnOutage(Throwable cause) {
        assertThat(RegistryFailures.isOutage(new RuntimeException(new ExecutionException(cause))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,true", "503,true", "401,true", "403,true", "429,true", "404,false"})
    void aRegistryThatFailsIsAnOutageAndASchemaItDoesNotHaveIsNot(int status, boolean outage) {
        assertThat(RegistryFailures.isOutage(new RuntimeException(new Answer(status))))
                .isEqualTo(outage);
    }

    /** An error page of a proxy, for instance. */
    @Test
    void anAnswerThatItsClientCannotReadIsAnOutage() {
        RuntimeException cause = new RuntimeException("Content type text/html does not have a factory");
        cause.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("com.microsoft.kiota.serialization.ParseNodeFactoryRegistry", "get", null, 1)
        });

        assertThat(RegistryFailures.isOutage(new RuntimeException(cause))).isTrue();
    }

    @Test
    void bytesThatCannotBeReadAreTheRecordsFault() {
        assertThat(RegistryFailures.isOutage(new IllegalStateException("unknown magic byte")))
                .isFalse();
        assertThat(RegistryFailures.isOutage(new RuntimeException(new BufferUnderflowException())))
                .isFalse();
    }

    @Test
    void causesMayGoRoundInACircle() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException other = new IllegalStateException("other", one);
        one.initCause(other);

        assertThat(RegistryFailures.isOutage(one)).isFalse();
    }

    /** What the registry's client throws for an answer that is no success. */
    private static final class Answer extends ApiException {

        private static final long serialVersionUID = 1;

        Answer(int status) {
            setResponseStatusCode(status);
        }
    }
}
