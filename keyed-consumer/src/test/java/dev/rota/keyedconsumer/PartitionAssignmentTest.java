package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** One assignment's lanes, with the test playing the poll thread and the handler threads. */
class PartitionAssignmentTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private static final Backoff AT_ONCE = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));

    private final PartitionAssignment assignment = new PartitionAssignment(PARTITION, false, false);

    @Test
    void aCompletionThatIsToldLateDoesNotCostItsKeyItsPlaceInTheQueue() {
        KeyLane lane = admit(0, "a").take();
        admit(1, "a");
        Delivery zero = handleHead(lane);
        // The lane is idle already, but only the first of its two completions has reached the poll thread.
        Delivery one = handleHead(lane);
        assignment.complete(zero);

        LaneBatch busy = admit(2, "a");

        assertThat(busy.take()).isSameAs(lane);
        assertThat(lane.head().offset()).isEqualTo(2);
        assignment.complete(one);
        assertThat(admit(3, "a").isEmpty())
                .as("a lane at work is submitted again")
                .isTrue();
    }

    @Test
    void aKeyThatHasNothingToDoIsForgotten() {
        for (int offset = 0; offset < 10_000; offset++) {
            assignment.complete(handleHead(admit(offset, "key-" + offset).take()));
        }

        assertThat(assignment.lanes()).isZero();
        assertThat(assignment.bufferedBytes()).isZero();
    }

    @Test
    void keysThatHaveSomethingToDoKeepTheirLanesHoweverManyTheyAre() {
        List<KeyLane> lanes = new ArrayList<>();
        for (int key = 0; key < 10_000; key++) {
            lanes.add(admit(key, "key-" + key).take());
        }

        List<LaneBatch> busy = IntStream.range(0, 10_000)
                .mapToObj(key -> admit(10_000 + key, "key-" + key))
                .toList();

        assertThat(busy).allMatch(LaneBatch::isEmpty);
        assertThat(lanes).allMatch(lane -> lane.size() == 2);
        assertThat(assignment.lanes()).isEqualTo(10_000);
    }

    @Test
    void keysWhoseHashesCollideAreToldApart() {
        KeyLane first = admit(0, "Aa").take();
        KeyLane second = admit(1, "BB").take();
        KeyLane third = admit(2, "AaAa").take();
        KeyLane fourth = admit(3, "BBBB").take();
        assignment.complete(handleHead(second));
        assignment.complete(handleHead(fourth));

        KeyLane anew = admit(4, "BB").take();

        assertThat(LaneTable.hash("Aa".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(LaneTable.hash("BB".getBytes(StandardCharsets.UTF_8)));
        assertThat(anew).isNotSameAs(first).isNotSameAs(second);
        assertThat(admit(5, "Aa").isEmpty()).isTrue();
        assertThat(admit(6, "AaAa").isEmpty()).isTrue();
        assertThat(first.size()).isEqualTo(2);
        assertThat(third.size()).isEqualTo(2);
    }

    @Test
    void aSuccessorIsToldTheEpochOfTheLeaderThatTheOffsetIsFrom() {
        admit(0, "a", 4);
        KeyLane lane = admit(1, "b", 5).take();
        assignment.advance(new OffsetAndMetadata(2, Optional.of(6), ""));
        assignment.complete(handleHead(lane));
        OffsetAndMetadata withAHole = assignment.committable();
        Delivery first = assignment.ledger().firstOpen();

        assignment.complete(handleHead(first.lane()));

        assertThat(withAHole).isEqualTo(new OffsetAndMetadata(0, Optional.of(4), ""));
        assertThat(assignment.committable()).isEqualTo(new OffsetAndMetadata(2, Optional.of(6), ""));
    }

    @Test
    void whatIsDoneKeepsNothingAlive() {
        KeyLane lane = admit(0, "a").take();
        admit(1, "a");
        admit(2, "a");

        Delivery zero = handleHead(lane);
        Delivery one = handleHead(lane);

        assertThat(zero.nextInLane()).isNull();
        assertThat(one.nextInLane()).isNull();
        assertThat(lane.head().offset()).isEqualTo(2);
    }

    private LaneBatch admit(long offset, String key) {
        return admit(offset, key, 0);
    }

    private LaneBatch admit(long offset, String key, int leaderEpoch) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        LaneBatch busy = new LaneBatch(1);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                bytes.length,
                bytes.length,
                bytes,
                bytes,
                new RecordHeaders(),
                Optional.of(leaderEpoch));
        assignment.admit(record, busy);
        return busy;
    }

    private static Delivery handleHead(KeyLane lane) {
        Delivery head = lane.head();
        lane.removeHead();
        return head;
    }

    @Test
    void aRefusalOfAnOlderTokenIsNoNews() {
        PartitionAssignment fenced = new PartitionAssignment(PARTITION, false, true);
        fenced.fenced(7);

        fenced.tokenRefused(6);

        assertThat(fenced.isFencePending()).isFalse();
        assertThat(fenced.takeRefusal(AT_ONCE)).isFalse();
    }

    @Test
    void aRefusedTokenIsAskedForOnceMoreAfterAWhile() {
        PartitionAssignment fenced = new PartitionAssignment(PARTITION, false, true);
        fenced.fenced(7);

        fenced.tokenRefused(7);
        fenced.tokenRefused(7);

        assertThat(fenced.isFencePending()).isTrue();
        assertThat(fenced.takeRefusal(new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))))
                .isFalse();
        assertThat(fenced.takeRefusal(AT_ONCE)).isTrue();
        assertThat(fenced.takeRefusal(AT_ONCE)).isFalse();
    }

    @Test
    void withoutAFenceThereIsNoTokenToAskFor() {
        assignment.tokenRefused(0);

        assertThat(assignment.isFencePending()).isFalse();
    }
}
