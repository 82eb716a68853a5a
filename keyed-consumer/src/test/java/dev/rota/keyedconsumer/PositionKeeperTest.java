package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of polls that fail, where a real broker fails too rarely to wait for. */
@Timeout(30)
class PositionKeeperTest {

    private static final TopicPartition PARTITION = EngineRig.PARTITION;
    private static final TopicPartition GONE = new TopicPartition("orders", 7);

    private final List<String> heard = new ArrayList<>();
    private final EngineRig rig = new EngineRig(
            2,
            Duration.ofSeconds(5),
            FailurePolicy.standard(),
            new Handling.EachRecord<String, String>(record -> {}),
            Optional.of(new Hearing()));
    private final PositionKeeper positions = keeper(new StartingPoint.Earliest());

    @BeforeEach
    void assign() {
        rig.kafka.updateBeginningOffsets(Map.of(PARTITION, 40L));
        rig.kafka.updateEndOffsets(Map.of(PARTITION, 90L));
        rig.assign();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aPositionThatIsFoundIsCommittedThoughNoRecordComes() {
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(PARTITION)));

        poll();

        assertThat(rig.kafka.position(PARTITION)).isEqualTo(40);
        assertThat(rig.ledger().committable()).hasValue(40);
        assertThat(rig.ledger().isCommitDue()).isTrue();
    }

    @Test
    void aPartitionThatHasGoneMeanwhileMovesNoOther() {
        rig.kafka.seek(PARTITION, 77);
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(GONE)));

        poll();

        assertThat(rig.kafka.position(PARTITION)).isEqualTo(77);
    }

    @Test
    void toBeToldTwiceThatThereIsNoPositionSkipsNothing() {
        PositionKeeper latest = keeper(new StartingPoint.Latest());
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(PARTITION)));
        latest.poll(Duration.ZERO);
        rig.kafka.updateEndOffsets(Map.of(PARTITION, 95L));
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(PARTITION)));

        latest.poll(Duration.ZERO);

        assertThat(rig.kafka.position(PARTITION)).isEqualTo(90);
    }

    @Test
    void aLookUpThatIsNotAnsweredIsLeftToTheClientSoThatOtherPartitionsFlow() {
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(PARTITION)));
        rig.kafka.setOffsetsException(new TimeoutException("no leader"));

        poll();

        assertThat(heard).containsExactly("unknown");
        assertThat(rig.kafka.position(PARTITION)).as("as the client finds it").isEqualTo(40);
    }

    @Test
    void withNoneThereIsNothingToBeginWith() {
        rig.kafka.setPollException(new NoOffsetForPartitionException(Set.of(PARTITION)));

        assertThatThrownBy(() -> keeper(new StartingPoint.None()).poll(Duration.ZERO))
                .isInstanceOf(NoOffsetForPartitionException.class);
    }

    @Test
    void aPositionThatRetentionOvertookGoesOnWithWhatIsLeft() {
        rig.poll(10, "a", "b");
        await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(12));
        rig.kafka.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 12L)));

        poll();

        assertThat(heard).containsExactly("expired 12 to 40");
        assertThat(rig.kafka.position(PARTITION)).isEqualTo(40);
        assertThat(rig.ledger().committable()).hasValue(40);
    }

    @Test
    void whereLogsPartReadingGoesOnThere() {
        rig.poll(50, "a", "b", "c", "d");
        await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(54));
        rig.kafka.setPollException(new LogTruncationException(
                Map.of(PARTITION, 54L), Map.of(PARTITION, new OffsetAndMetadata(52, Optional.of(3), ""))));

        poll();

        assertThat(heard).containsExactly("truncated 54 to 52");
        assertThat(rig.kafka.position(PARTITION)).isEqualTo(52);
        assertThat(rig.ledger().committable()).hasValue(52);
    }

    @Test
    void whatTheClientMendsByItselfIsHeardAndPassedOver() {
        rig.kafka.setPollException(new UnknownMemberIdException());

        poll();

        assertThat(heard).containsExactly("failed");
    }

    private void poll() {
        assertThat(positions.poll(Duration.ZERO)).isEmpty();
    }

    private PositionKeeper keeper(StartingPoint startingPoint) {
        return new PositionKeeper(rig.kafka, startingPoint, rig.ownership, rig.events);
    }

    /** What the engine says to its user. */
    private final class Hearing implements ConsumerListener {

        @Override
        public void onRecordsExpired(TopicPartition partition, long position, long logStart) {
            heard.add("expired " + position + " to " + logStart);
        }

        @Override
        public void onLogTruncated(TopicPartition partition, long expected, long found) {
            heard.add("truncated " + expected + " to " + found);
        }

        @Override
        public void onPollFailed(Exception cause) {
            heard.add("failed");
        }

        @Override
        public void onPositionUnknown(Set<TopicPartition> partitions, Exception cause) {
            heard.add("unknown");
        }
    }
}
