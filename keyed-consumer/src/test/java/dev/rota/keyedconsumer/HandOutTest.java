package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HandOutTest {

    private final HandOut handOut = new HandOut();

    @Test
    void stoppedItStillFillsTheHolesBelowWhatHasBegun() {
        handOut.begin(record(12));

        handOut.stop(() -> 12);

        assertThat(handOut.begin(record(11))).isTrue();
        assertThat(handOut.begin(record(13))).isFalse();
    }

    @Test
    void stoppedBeforeAnythingBeganItBeginsNothing() {
        handOut.stop(() -> -1);

        assertThat(handOut.begin(record(0))).isFalse();
        assertThat(handOut.isStopped()).isTrue();
    }

    @Test
    void shutItBeginsNothingNotEvenAHole() {
        handOut.begin(record(12));
        handOut.stop(() -> 12);

        handOut.shut();

        assertThat(handOut.begin(record(11))).isFalse();
    }

    @Test
    void aRecordSaysThatItHasBegunBeforeItsLineIsLookedAt() {
        Delivery begins = record(7);

        // What the poll thread sees when it draws the line.
        boolean begun = handOut.begin(begins) && begins.hasBegun();

        assertThat(begun).isTrue();
    }

    @Test
    void whatWasRefusedHasNotBegun() {
        Delivery refused = record(3);
        handOut.shut();

        handOut.begin(refused);

        assertThat(refused.hasBegun()).isFalse();
    }

    private static Delivery record(long offset) {
        byte[] nothing = new byte[0];
        PartitionAssignment assignment = new PartitionAssignment(new TopicPartition("orders", 0), false, false);
        return new Delivery(new KeyLane(assignment), new ConsumerRecord<>("orders", 0, offset, nothing, nothing));
    }
}
