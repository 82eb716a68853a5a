package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void eachWhoComesLaterHasALaterAnswer() throws Exception {
        try (Fresh<Integer> fresh = new Fresh<>("test", asked::incrementAndGet)) {
            assertThat(fresh.within(LONG)).isEqualTo(1);
            assertThat(fresh.within(LONG)).isEqualTo(2);
        }
    }

    @Test
    void whoeverWaitsDoesNotWaitForLong() {
        CountDownLatch never = new CountDownLatch(1);
        try (Fresh<Integer> fresh = new Fresh<>("test", () -> {
            never.await();
            return 0;
        })) {
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> fresh.within(Duration.ofMillis(50)));
        }
    }

    @Test
    void whoComesWhileTheyAreAskedSharesTheNextQuestion() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (Fresh<Integer> fresh = new Fresh<>("test", () -> {
                    int question = asked.incrementAndGet();
                    answer.await();
                    return question;
                });
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> first = threads.submit(() -> fresh.within(LONG));
            await().until(() -> asked.get() == 1);
            List<Future<Integer>> others = IntStream.range(0, 20)
                    .mapToObj(_ -> threads.submit(() -> fresh.within(LONG)))
                    .toList();

            answer.countDown();

            assertThat(first.get()).isEqualTo(1);
            for (Future<Integer> other : others) {
                assertThat(other.get())
                        .as("not an answer to a question from before")
                        .isGreaterThan(1);
            }
        }
    }

    @Test
    void theyMayNotKnow() {
        try (Fresh<Integer> fresh = new Fresh<>("test", () -> {
            throw new IllegalStateException("closed");
        })) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> fresh.within(LONG))
                    .withMessageContaining("closed");
        }
    }
}
