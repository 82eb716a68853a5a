package dev.rota.lab.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.lab.bench.Measurements;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TurnsTest {

    private final Measurements<Scenario, Entrant> results = new Measurements<>();
    private final StringWriter said = new StringWriter();
    private final Turns turns = new Turns(results, new PrintWriter(said, true));

    static Stream<Exception> failures() {
        return Stream.of(
                new StackException("it does not start"),
                new ExecutionException(new IllegalStateException("the broker is gone")),
                new CompletionException(new IllegalStateException("the start failed")),
                new UncheckedIOException(new IOException("no answer")),
                new IOException("the disk is full"),
                new IllegalStateException("a record is not stored"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whateverGoesWrongIsAFailureOfThatTurnAlone(Exception failure) throws Exception {
        assertThat(turns.take("restore-1-exactly-once", () -> {
                    switch (failure) {
                        case RuntimeException unchecked -> throw unchecked;
                        case IOException io -> throw io;
                        default -> throw (ExecutionException) failure;
                    }
                }))
                .isEmpty();

        assertThat(results.failures())
                .singleElement()
                .asString()
                .startsWith("restore-1-exactly-once: ")
                .contains(failure.getMessage());
        assertThat(said.toString()).contains("restore-1-exactly-once  FAILED");
    }

    @Test
    void figuresOfATurnThatCameOutWrongAreNone() throws Exception {
        assertThat(turns.take(
                        "throughput-2-plain-loop",
                        () -> Map.of(Figures.EVENTS_PER_SECOND, 90_000.0, Figures.WRONG, 3.0)))
                .isEmpty();

        assertThat(results.failures())
                .containsExactly("throughput-2-plain-loop: 3 outputs or answers are not what they have to be.");
    }

    @Test
    void figuresOfATurnThatCameOutRightAreHandedBack() throws Exception {
        Map<String, Double> figures = Map.of(Figures.EVENTS_PER_SECOND, 90_000.0, Figures.WRONG, 0.0);

        assertThat(turns.take("throughput-2-plain-loop", () -> figures)).contains(figures);

        assertThat(results.failures()).isEmpty();
    }

    @Test
    void anInterruptEndsAllTurns() {
        assertThatThrownBy(() -> turns.take("latency-1-exactly-once", () -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(InterruptedException.class);
    }
}
