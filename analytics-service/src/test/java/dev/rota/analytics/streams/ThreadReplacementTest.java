package dev.rota.analytics.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private static final Duration WINDOW = Duration.ofMinutes(8);

    private long nanos = Long.MAX_VALUE - 1;
    private int replaced;
    private final ThreadReplacement replacement =
            new ThreadReplacement(WINDOW, () -> {}, () -> nanos, () -> replaced++);

    @Test
    void aThreadThatEndedForWhatMayPassIsReplaced() {
        StreamThreadExceptionResponse response = fail();

        assertThat(response).isEqualTo(REPLACE_THREAD);
        assertThat(replaced).isOne();
    }

    @Test
    void whatFailsAgainEachTimeShutsDownAtOnce() {
        StreamThreadExceptionResponse response = replacement.handle(new NullPointerException());

        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aRowOfFailuresEndsWithTheWindow() {
        for (int minute = 0; minute <= 8; minute++) {
            assertThat(fail()).as("minute %d", minute).isEqualTo(REPLACE_THREAD);
            pass(Duration.ofMinutes(1));
        }

        StreamThreadExceptionResponse response = fail();

        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void failuresWithCalmBetweenThemAreNoRow() {
        for (int i = 0; i < 50; i++) {
            fail();
            pass(WINDOW.dividedBy(4).plusSeconds(1));
        }

        assertThat(fail()).isEqualTo(REPLACE_THREAD);
    }

    private StreamThreadExceptionResponse fail() {
        return replacement.handle(new TimeoutException("t"));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
