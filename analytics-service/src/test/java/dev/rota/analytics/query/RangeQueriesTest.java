package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.analytics.query.Owners.Replicas;
import dev.rota.analytics.query.RangeQueries.Range;
import dev.rota.analytics.query.RangeQueries.Rows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a replica that has nothing itself, among others. */
class RangeQueriesTest {

    private final OtherReplicas others = new OtherReplicas();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        others.close();
        threads.shutdownNow();
    }

    @Test
    void whoIsSilentIsAskedOnceAndItsPartitionsAreMissing() {
        Set<HostInfo> silent = others.silent(1);
        Set<HostInfo> answers = Set.of(others.answers(200, part(1)));

        Gathered<?> gathered = ask(Map.of(0, new Replicas(silent, silent), 1, new Replicas(answers, Set.of())));

        assertThat(gathered.byPartition()).containsOnlyKeys(1);
        assertThat(gathered.reasons().get(0)).contains("does not answer");
        assertThat(others.asked()).isEqualTo(2);
    }

    @Test
    void whatASilentOneWorksOnACopyAnswersFor() {
        Set<HostInfo> silent = others.silent(1);
        Set<HostInfo> copies =
                Set.of(others.answers(200, part(0)), silent.iterator().next());

        Gathered<?> gathered = ask(Map.of(0, new Replicas(silent, copies)));

        assertThat(gathered.byPartition()).containsOnlyKeys(0);
        assertThat(others.asked()).isEqualTo(2);
    }

    @Test
    void aPartitionThatNobodyHasIsMissing() {
        Set<HostInfo> silent = others.silent(1);
        Set<HostInfo> answers = Set.of(others.answers(200, part(0)));

        Gathered<?> gathered = ask(Map.of(
                0, new Replicas(answers, Set.of()),
                1, new Replicas(Set.of(), Set.of()),
                2, new Replicas(silent, Set.of()),
                3, new Replicas(Set.of(), silent)));

        assertThat(gathered.reasons()).containsOnlyKeys(1, 2, 3);
        assertThat(gathered.reasons().get(1)).isEqualTo(Owners.UNKNOWN);
    }

    @Test
    void whereNobodySaysAnythingThereIsNoAnswer() {
        Set<HostInfo> silent = others.silent(1);

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> ask(Map.of(0, new Replicas(silent, silent))))
                .withMessageContaining("does not answer");
    }

    private Gathered<?> ask(Map<Integer, Replicas> replicas) {
        Range<String, String> range =
                new Range<>("store", replicas.size(), String.class, _ -> new Rows<>(List.of(), false));
        Hop hop = new Hop("/things", "", null, false, false, Set.of());
        return (Gathered<?>) new RangeQueries(
                        (_, partition) -> Optional.ofNullable(replicas.get(partition)),
                        OtherReplicas.nothing(),
                        others.peers(),
                        new ObjectMapper(),
                        threads)
                .answer(range, hop, gathered -> gathered)
                .getEntity();
    }

    private static String part(int partition) {
        return "[{\"partition\":%d,\"rows\":[],\"more\":false,\"behind\":null}]".formatted(partition);
    }
}
