package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** One assignment's lanes, with the test playing the poll thread and the handler threads. */
class PartitionAssignmentTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final PartitionAssignment assignment = new PartitionAssignment(PARTITION, false);
    private final List<KeyLane> submitted = new ArrayList<>();

    @Test
    void aCompletionThatIsToldLateDoesNotCostItsKeyTheNewLane() {
        admit(0);
        admit(1);
        KeyLane first = submitted.getFirst();
        Delivery zero = handleHead(first);
        // The lane is idle already, but only the first of its two completions has reached the poll thread.
        Delivery one = handleHead(first);
        assignment.complete(zero);
        admit(2);

        assignment.complete(one);
        admit(3);

        assertThat(submitted).as("lanes at work for the key").hasSize(2);
        assertThat(assignment.lanes()).isOne();
    }

    private void admit(long offset) {
        byte[] key = "customer".getBytes(StandardCharsets.UTF_8);
        assignment.admit(
                new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, key, key), submitted::add);
    }

    private static Delivery handleHead(KeyLane lane) {
        Delivery head = lane.head();
        lane.removeHead();
        return head;
    }
}
