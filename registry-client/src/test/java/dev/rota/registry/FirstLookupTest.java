package dev.rota.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstLookupTest {

    private final FirstLookup lookup = new FirstLookup(Duration.ofMillis(500));

    @AfterEach
    void close() {
        lookup.close();
    }

    @Test
    void whatHangsEndsInATimeoutAndIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> lookup.run(1, () -> {
                    try {
                        new CountDownLatch(1).await();
                        return "never";
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }))
                .isInstanceOf(SerializationException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoHasTimeTriesAgainWhatHangs() {
        AtomicInteger tries = new AtomicInteger();
        try (FirstLookup patient = new FirstLookup(Duration.ofMillis(500), 3)) {
            String found = patient.run(1, () -> {
                if (tries.incrementAndGet() < 3) {
                    new CountDownLatch(1).await();
                }
                return "found";
            });

            assertThat(found).isEqualTo("found");
            assertThat(tries).hasValue(3);
        }
    }

    @Test
    void whatFailsFailsAsItIsAndIsTriedAgain() {
        IllegalStateException failure = new IllegalStateException("garbage");

        assertThatThrownBy(() -> lookup.run(1, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(lookup.run(1, () -> "found")).isEqualTo("found");
    }

    @Test
    void aSchemaThatIsKnownIsUsedOnTheCallersThread() {
        Thread first = lookup.run(1, Thread::currentThread);
        Thread second = lookup.run(1, Thread::currentThread);
        Thread other = lookup.run(2, Thread::currentThread);

        assertThat(first).isNotEqualTo(Thread.currentThread());
        assertThat(second).isEqualTo(Thread.currentThread());
        assertThat(other).isNotEqualTo(Thread.currentThread());
    }
}
