package dev.rota.department.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final TopicPartition TWO = new TopicPartition("t", 2);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final InFlight inFlight = new InFlight(false);

    @BeforeEach
    void assign() {
        inFlight.assigned(List.of(ONE, TWO));
    }

    @Test
    void nothingIsCommittedBeyondARecordInFlight() {
        begin(ONE, 5, 6, 7);
        inFlight.done(ONE, 6);
        assertThat(inFlight.due()).isEqualTo(Map.of(ONE, 5L));

        inFlight.done(ONE, 5);
        assertThat(inFlight.due()).isEqualTo(Map.of(ONE, 7L));

        inFlight.done(ONE, 7);
        assertThat(inFlight.due()).isEqualTo(Map.of(ONE, 8L));
    }

    @Test
    void aBatchThatWasHandedOutBeforeItsPartitionWentAndCameBackDoesNotBegin() {
        InFlight batches = new InFlight(true);
        batches.assigned(List.of(ONE));
        batches.handOut(ONE, 9);
        batches.forget(List.of(ONE));
        assertThat(batches.begin(ONE, 9)).isFalse();

        batches.assigned(List.of(ONE));
        batches.handOut(ONE, 12);

        assertThat(batches.begin(ONE, 9)).isFalse();
        assertThat(batches.begin(ONE, 12)).isTrue();
    }

    @Test
    void whereOneRecordStandsForThoseBeforeItNoneOfThemIsCommittedBeforeItIsDone() {
        InFlight batches = new InFlight(true);
        batches.assigned(List.of(ONE));
        begin(batches, ONE, 499);
        assertThat(batches.due()).isEmpty();

        batches.done(ONE, 250);
        assertThat(batches.due()).isEmpty();
        batches.done(ONE, 499);
        assertThat(batches.due()).isEqualTo(Map.of(ONE, 500L));

        begin(batches, ONE, 999);
        assertThat(batches.due()).isEqualTo(Map.of(ONE, 500L));
    }

    @Test
    void nothingIsHandedOutOfAPartitionThatIsNotOurs() {
        inFlight.forget(List.of(ONE));

        assertThat(inFlight.handOut(ONE, 5)).isFalse();
        assertThat(inFlight.begin(ONE, 5)).isFalse();
        assertThat(inFlight.due()).isEmpty();
    }

    @Test
    void whatWasHandedOutBeforeThePartitionWentAndCameBackDoesNotBeginBeforeItIsHandedOutAgain() {
        inFlight.handOut(ONE, 5);
        inFlight.handOut(ONE, 6);
        inFlight.forget(List.of(ONE));
        inFlight.assigned(List.of(ONE));

        assertThat(inFlight.begin(ONE, 6)).isFalse();
        inFlight.handOut(ONE, 5);
        inFlight.handOut(ONE, 6);

        // Five is read again and not handled: to begin with six would commit beyond it.
        assertThat(inFlight.begin(ONE, 6)).isFalse();
        assertThat(inFlight.begin(ONE, 5)).isTrue();
        assertThat(inFlight.begin(ONE, 6)).isTrue();
    }

    @Test
    void nothingBeginsOfAPartitionThatIsAboutToGo() throws Exception {
        inFlight.handOut(ONE, 5);

        inFlight.drain(List.of(ONE), LONG);

        assertThat(inFlight.begin(ONE, 5)).isFalse();
    }

    @Test
    void whatWasCommittedIsNotDueAgain() {
        begin(ONE, 5);
        begin(TWO, 9);
        inFlight.done(ONE, 5);
        inFlight.done(TWO, 9);

        inFlight.committed(Map.of(ONE, 6L));

        assertThat(inFlight.due()).isEqualTo(Map.of(TWO, 10L));
    }

    @Test
    void aPartitionThatIsGoneIsNotCommittedWhateverIsDoneLater() {
        begin(ONE, 5);
        inFlight.forget(List.of(ONE));

        inFlight.done(ONE, 5);
        inFlight.committed(Map.of(ONE, 6L));

        assertThat(inFlight.due()).isEmpty();
        assertThat(inFlight.isOurs(ONE)).isFalse();
    }

    @Test
    void onlyThePartitionsInQuestionAreWaitedFor() throws Exception {
        begin(ONE, 5);
        begin(TWO, 9);
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> await(ONE));

        inFlight.done(ONE, 5);

        assertThat(waiting.get()).isZero();
        assertThat(inFlight.drain(List.of(TWO), Duration.ofMillis(1))).isEqualTo(1);
    }

    private int await(TopicPartition partition) {
        try {
            return inFlight.drain(List.of(partition), LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(TopicPartition partition, long... offsets) {
        begin(inFlight, partition, offsets);
    }

    private static void begin(InFlight inFlight, TopicPartition partition, long... offsets) {
        for (long offset : offsets) {
            assertThat(inFlight.handOut(partition, offset)).isTrue();
            assertThat(inFlight.begin(partition, offset)).isTrue();
        }
    }
}
