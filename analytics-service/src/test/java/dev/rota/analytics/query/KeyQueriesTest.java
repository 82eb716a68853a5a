package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rota.analytics.query.Owners.Replicas;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a replica that has nothing itself, among others. */
class KeyQueriesTest {

    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final OtherReplicas others = new OtherReplicas();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        others.close();
        threads.shutdownNow();
    }

    @Test
    void amongManyPossibleOwnersTheOneThatKnowsIsNotWaitedForLong() {
        Set<HostInfo> all = new HashSet<>(others.silent(5));
        all.add(others.answers(200, "{}"));
        long began = System.nanoTime();

        Response answer = ask(new Replicas(all, all), false);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(since(began)).isLessThan(Peers.ANSWERED_WITHIN);
    }

    @Test
    void whoIsSilentIsAskedOnceAndTheQuestionEnds() {
        Set<HostInfo> all = others.silent(5);
        long began = System.nanoTime();

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> ask(new Replicas(all, all), false))
                .withMessageContaining("does not answer");

        assertThat(since(began)).isLessThan(AT_MOST);
        assertThat(others.asked()).isEqualTo(5);
    }

    @Test
    void whereOwnersAndCopiesAreSilentTheQuestionEnds() {
        Replicas replicas = new Replicas(others.silent(3), others.silent(3));
        long began = System.nanoTime();

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> ask(replicas, false));

        assertThat(since(began)).isLessThan(AT_MOST);
    }

    @Test
    void whenNobodyWorksOnItACopyIsAsked() {
        assertThat(ask(
                                new Replicas(
                                        Set.of(others.answers(503, "{}")),
                                        Set.of(others.answers(503, "{}"), others.answers(200, "{}"))),
                                false)
                        .getStatus())
                .isEqualTo(200);
        assertThat(others.asked()).as("all of them, once each").isBetween(2, 3);
    }

    @Test
    void whatAnotherReplicaAsksIsNotPassedOn() {
        Set<HostInfo> all = Set.of(others.answers(200, "{}"));

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> ask(new Replicas(all, all), true));

        assertThat(others.asked()).isZero();
    }

    private Response ask(Replicas replicas, boolean isForwarded) {
        return new KeyQueries((_, _) -> Optional.of(replicas), OtherReplicas.nothing(), others.peers(), threads)
                .answer(
                        new Table("store", 1),
                        "key",
                        new Hop("/things/key", "", null, isForwarded, false, Set.of()),
                        "thing",
                        thing -> thing);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
