package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadLetterMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeadLetterMeters meters = new DeadLetterMeters(registry);

    @Test
    void reasonsBeyondTheBoundAreCountedAsOne() {
        for (int i = 0; i < DeadLetterMeters.MOST_REASONS + 5; i++) {
            meters.indexed("reason-" + i);
        }
        meters.indexed("reason-0");

        assertThat(registry.get("rota.dead.letters.indexed").counters()).hasSize(DeadLetterMeters.MOST_REASONS + 1);
        assertThat(registry.counter("rota.dead.letters.indexed", "reason", "other")
                        .count())
                .isEqualTo(5);
        assertThat(registry.counter("rota.dead.letters.indexed", "reason", "reason-0")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aCountIsAskedForOnceHoweverOftenItIsRead() {
        AtomicInteger queries = new AtomicInteger();
        RefreshedCount count = new RefreshedCount(queries::incrementAndGet, Duration.ofHours(1));

        await().until(() -> count.get() == 1.0);
        for (int i = 0; i < 100; i++) {
            assertThat(count.get()).isEqualTo(1.0);
        }

        assertThat(queries).hasValue(1);
    }

    @Test
    void aCountThatIsTooOldIsTakenAgain() {
        AtomicInteger queries = new AtomicInteger();
        RefreshedCount count = new RefreshedCount(queries::incrementAndGet, Duration.ofMillis(1));

        await().until(() -> count.get() >= 3.0);

        assertThat(queries).hasValueGreaterThanOrEqualTo(3);
    }
}
