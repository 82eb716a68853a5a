package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.streams.BeforeStart.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;

class BeforeStartTest {

    private final BeforeStart beforeStart = new BeforeStart(Duration.ofMillis(1));

    @Test
    void whatCannotBeAskedIsAskedAgainAndSaid() throws InterruptedException {
        Iterator<Look> looks = List.<Look>of(
                        () -> {
                            throw new TimeoutException();
                        },
                        () -> {
                            throw new ExecutionException(new CoordinatorNotAvailableException("elected"));
                        },
                        () -> {
                            throw new ExecutionException(new GroupAuthorizationException("denied"));
                        },
                        List::of)
                .iterator();
        List<List<String>> said = new ArrayList<>();

        beforeStart.await(() -> {
            said.add(beforeStart.amiss());
            return looks.next().amiss();
        });

        assertThat(said).hasSize(4);
        assertThat(said.get(1)).containsExactly("the brokers do not answer");
        assertThat(said.get(2)).singleElement().asString().contains("elected");
        assertThat(said.get(3)).singleElement().asString().contains("denied");
        assertThat(beforeStart.amiss()).isEmpty();
    }
}
