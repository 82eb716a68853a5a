package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.query.Owners.Replicas;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

class OwnersTest {

    private static final HostInfo ONE = new HostInfo("one", 1);
    private static final HostInfo TWO = new HostInfo("two", 2);
    private static final Set<HostInfo> ALL = Set.of(ONE, TWO);

    @Test
    void whoIsKnownToWorkOnItIsAsked() {
        assertThat(Owners.ofAll(Optional.of(new KeyQueryMetadata(TWO, Set.of(), 0)), ALL))
                .contains(new Replicas(Set.of(TWO), ALL));
    }

    @Test
    void whereNobodyIsKnownToAnybodyMay() {
        assertThat(Owners.ofAll(Optional.empty(), ALL)).contains(new Replicas(ALL, ALL));
        assertThat(Owners.ofAll(Optional.of(new KeyQueryMetadata(HostInfo.unavailable(), Set.of(), 0)), ALL))
                .contains(new Replicas(ALL, ALL));
    }

    @Test
    void aPartitionThatNobodyOwnsOnClassicHasItsCopies() {
        assertThat(Owners.ofSome(new KeyQueryMetadata(ONE, Set.of(TWO), 0)))
                .isEqualTo(new Replicas(Set.of(ONE), Set.of(TWO)));
        assertThat(Owners.ofSome(new KeyQueryMetadata(HostInfo.unavailable(), Set.of(TWO), 0)))
                .isEqualTo(new Replicas(Set.of(), Set.of(TWO)));
    }

    @Test
    void whileNoReplicaIsKnownItMoves() {
        assertThat(Owners.ofAll(Optional.empty(), Set.of())).isEmpty();
    }
}
