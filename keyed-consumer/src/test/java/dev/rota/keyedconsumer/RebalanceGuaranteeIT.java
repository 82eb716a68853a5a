package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members come and go while records flow: nothing is lost, the order of each key is kept, and what was drained is not
 * repeated.
 */
@Timeout(180)
@ExtendWith(TestKafka.Extension.class)
class RebalanceGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    private final List<KeyedConsumer<String, String>> members = new ArrayList<>();
    private String group;

    RebalanceGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
    }

    @AfterEach
    void closeMembers() {
        members.forEach(KeyedConsumer::close);
    }

    @ParameterizedTest
    @EnumSource
    void oneThenThreeThenOneMemberUnderLoadLoseNothingAndKeepTheOrderOfKeys(Protocol protocol) throws Exception {
        int keys = 60;
        int each = 200;
        long records = (long) keys * each;
        String topic = kafka.newTopic(6);
        Thread load = Thread.ofVirtual().start(() -> produce(topic, keys, each));
        RecordHandler<String, String> handler =
                record -> history.handle(record, ThreadLocalRandom.current().nextInt(10_000));
        KeyedConsumer<String, String> first = start(protocol, topic, handler);
        awaitPartitions(6, 1);

        KeyedConsumer<String, String> second = start(protocol, topic, handler);
        KeyedConsumer<String, String> third = start(protocol, topic, handler);
        awaitPartitions(6, 3);
        int handledByThree = history.handled();
        await().atMost(PATIENCE).until(() -> history.handled() > handledByThree + 500);
        second.close();
        third.close();
        load.join();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo(records));
        history.assertComplete(keys, each);
        assertThat(history.handled()).as("replays").isEqualTo(keys * each);
        assertThat(history.overlaps()).isZero();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(first.view().partitions()).hasSize(6));
    }

    private void produce(String topic, int keys, int each) {
        for (int number = 0; number < each; number++) {
            for (int key = 0; key < keys; key++) {
                Future<RecordMetadata> _ = kafka.send(topic, "key-" + key, Integer.toString(number));
            }
            // A load needs a pace, and this thread has nothing to wait for.
            LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
        }
        kafka.flush();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInFlightWhenItsPartitionIsRevokedIsFinishedCommittedAndNotRepeated(Protocol protocol) throws Exception {
        int keys = 40;
        String topic = kafka.newTopic(4);
        kafka.sendSequences(topic, keys, 1);
        RecordHandler<String, String> slow = record -> history.handle(record, 4_000_000);
        KeyedConsumer<String, String> first = start(protocol, topic, slow);
        await().atMost(PATIENCE).until(() -> history.mostAtOnce() == keys);

        start(protocol, topic, slow);

        awaitPartitions(4, 2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo(keys));
        assertThat(history.handled()).isEqualTo(keys);
        assertThat(history.different()).isEqualTo(keys);
        assertThat(first.view().counters().longestDrain()).isPositive();
    }

    private KeyedConsumer<String, String> start(
            Protocol protocol, String topic, RecordHandler<String, String> handler) {
        KeyedConsumer<String, String> member =
                kafka.consumer(protocol, group, topic).handler(handler).build();
        members.add(member);
        member.start();
        return member;
    }

    /** So many partitions altogether, and none of so many members without one. */
    private void awaitPartitions(int partitions, int owners) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Integer> owned = members.stream()
                    .map(member -> member.view().partitions().size())
                    .toList();
            assertThat(owned.stream().mapToInt(Integer::intValue).sum()).isEqualTo(partitions);
            assertThat(owned).filteredOn(count -> count > 0).hasSize(owners);
        });
    }
}
