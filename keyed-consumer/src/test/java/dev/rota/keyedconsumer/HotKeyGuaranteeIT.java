package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A key that a third of all records have, and whose handler hangs, does not make the other keys wait. */
@Timeout(600)
@ExtendWith(TestKafka.Extension.class)
class HotKeyGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long the hot key hangs; {@code -Drota.faults.blocked=PT30S} for the long form. */
    private static final Duration BLOCKED = Duration.parse(System.getProperty("rota.faults.blocked", "PT5S"));

    private static final Duration TICK = Duration.ofMillis(20);
    private static final String HOT = "hot";
    private static final int OTHERS = 4;
    private static final int HOT_PER_TICK = 2;

    /**
     * A p99 of few ms is many when builds beside this test take the cores for a moment. One that waits for the hot key would be nearly as
     * long as it hangs.
     */
    private static final Duration NOISE = BLOCKED.dividedBy(3);

    private final TestKafka kafka;
    private final Gate gate = new Gate();
    private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    private KeyedConsumer<String, String> consumer;
    private String group;
    private String topic;
    private long sent;

    HotKeyGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void closeConsumer() {
        gate.open();
        consumer.close();
    }

    @Test
    void aHotKeyThatHangsHoldsItsPartitionsOffsetAndNobodyElse() throws Exception {
        group = kafka.newGroup();
        topic = kafka.newTopic(1);
        consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .maxConcurrency(8)
                .handler(this::handle)
                .build();
        consumer.start();
        sendFor(Duration.ofSeconds(2));
        awaitAllCommitted();
        // Before and after the window that is judged, so that neither a warm-up nor a busier neighbour counts.
        List<Long> baseline = new ArrayList<>(latenciesOf(BLOCKED.dividedBy(2)));
        awaitAllCommitted();

        gate.shut();
        List<Long> blocked = latenciesOf(BLOCKED);

        assertThat(kafka.committed(group, topic, 0)).hasValue(gate.heldOffset());
        gate.open();
        awaitAllCommitted();
        baseline.addAll(latenciesOf(BLOCKED.dividedBy(2)));
        Duration limit = Duration.ofNanos(2 * p99(baseline));
        assertThat(Duration.ofNanos(p99(blocked)))
                .as("p99 of the other keys, of %d and %d before and after", blocked.size(), baseline.size())
                .isLessThan(limit.compareTo(NOISE) > 0 ? limit : NOISE);
        awaitAllCommitted();
    }

    private void handle(ReceivedRecord<String, String> record) throws InterruptedException {
        if (record.key().equals(HOT)) {
            gate.pass(record.offset());
        } else {
            latencies.add(System.nanoTime() - Long.parseLong(record.value()));
        }
    }

    /** From the sending to the end of the handler, in ns, of the other keys' records sent in this time. */
    private List<Long> latenciesOf(Duration time) {
        latencies.clear();
        int expected = sendFor(time);
        await().atMost(PATIENCE).until(() -> latencies.size() == expected);
        return List.copyOf(latencies);
    }

    private int sendFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int others = 0;
        while (System.nanoTime() < end) {
            for (int other = 0; other < OTHERS; other++) {
                send("key-" + other);
                others++;
            }
            for (int hot = 0; hot < HOT_PER_TICK; hot++) {
                send(HOT);
            }
            // A load needs a pace, and this thread has nothing to wait for.
            LockSupport.parkNanos(TICK.toNanos());
        }
        kafka.flush();
        return others;
    }

    private void send(String key) {
        Future<RecordMetadata> _ = kafka.send(
                new ProducerRecord<>(topic, TestKafka.bytes(key), TestKafka.bytes(Long.toString(System.nanoTime()))));
        sent++;
    }

    private void awaitAllCommitted() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(kafka.committed(group, topic, 0)).hasValue(sent));
    }

    private static long p99(List<Long> latencies) {
        return latencies.stream()
                .sorted()
                .skip(latencies.size() * 99L / 100)
                .findFirst()
                .orElseThrow();
    }

    /** What the hot key's handler goes through. */
    private static final class Gate {

        private final AtomicLong held = new AtomicLong(-1);
        private volatile CountDownLatch opened = new CountDownLatch(0);

        void shut() {
            opened = new CountDownLatch(1);
        }

        void open() {
            opened.countDown();
        }

        void pass(long offset) throws InterruptedException {
            CountDownLatch gate = opened;
            if (gate.getCount() > 0) {
                held.compareAndSet(-1, offset);
            }
            gate.await();
        }

        /** The first record that was held. */
        long heldOffset() {
            return held.get();
        }
    }
}
