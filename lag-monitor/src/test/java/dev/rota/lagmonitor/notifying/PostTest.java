package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostTest {

    @Test
    void aReceiverThatStallsInTheMiddleOfItsAnswerIsGivenUpInTime() throws Exception {
        try (Stalling receiver = new Stalling()) {
            Post post = new Post(receiver.url(), Map.of(), Duration.ofMillis(500));
            long start = System.nanoTime();

            assertThatThrownBy(() -> post.send("{}", "a"))
                    .isInstanceOfSatisfying(NotDeliveredException.class, failure -> {
                        assertThat(failure.mayWorkLater()).isTrue();
                        assertThat(failure).hasMessageContaining("does not answer");
                    });

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(450), Duration.ofSeconds(5));
        }
    }
}
