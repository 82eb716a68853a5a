package dev.rota.lab.bench.lag;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Population} moving: logs grow and groups commit, so that no figure is the one of the tick before for ever. Half of the
 * groups fall behind, half of them catch up. Runs on a thread of its own until it is closed.
 */
final class Movement implements AutoCloseable {

    /** About as often each log gets a record. */
    static final Duration EACH_LOG = Duration.ofSeconds(10);

    /** About as often each group commits. */
    static final Duration EACH_GROUP = Duration.ofSeconds(30);

    private static final Duration STEP = Duration.ofMillis(100);

    /** Records by which a group goes on with a commit; what is written meanwhile is between the two. */
    private static final int SLOW = 2;

    private static final int FAST = 4;

    private static final int COMMITS_UNDER_WAY = 100;
    private static final byte[] VALUE = new byte[20];

    private final Population population;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final Semaphore underWay = new Semaphore(COMMITS_UNDER_WAY);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform().name("movement").daemon().unstarted(this::run);

    /** Of each group without a member; touched by the thread alone, as are the two counts. */
    private final long[] offsets;

    private int nextLog;
    private int nextGroup;
    private volatile boolean closed;

    private Movement(Population population, Admin admin, Producer<byte[], byte[]> producer) {
        this.population = population;
        this.admin = admin;
        this.producer = producer;
        offsets = new long[population.unattended()];
        for (int group = 0; group < offsets.length; group++) {
            offsets[group] = Population.firstOffset(group);
        }
    }

    static Movement start(Population population, String bootstrapServers) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        Movement movement = new Movement(
                population,
                Admin.create(kafka),
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer()));
        movement.thread.start();
        return movement;
    }

    /** @throws StackException if anything was refused: what was measured then is no figure */
    void requireGoingOn() {
        Throwable refused = failure.get();
        if (refused != null) {
            throw new StackException("Logs and groups do not move as they should: " + refused, refused);
        }
    }

    private void run() {
        int logs = perStep(population.logs(), EACH_LOG);
        int groups = perStep(population.unattended(), EACH_GROUP);
        try {
            while (true) {
                write(logs);
                commit(groups);
                TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
            }
        } catch (InterruptedException _) {
            // It was closed.
        } catch (RuntimeException e) {
            // Whoever is closed in the middle of a send is told so by another exception, depending on where that was.
            if (!closed) {
                notice(e);
            }
        }
    }

    private static int perStep(int all, Duration period) {
        return Math.toIntExact(Math.ceilDiv(all * STEP.toMillis(), period.toMillis()));
    }

    private void write(int records) {
        for (int record = 0; record < records; record++) {
            var log = population.log(nextLog);
            nextLog = (nextLog + 1) % population.logs();
            var _ = producer.send(
                    new ProducerRecord<>(log.topic(), log.partition(), null, VALUE), (_, refused) -> notice(refused));
        }
    }

    private void commit(int groups) throws InterruptedException {
        for (int commit = 0; commit < groups; commit++) {
            int group = nextGroup;
            nextGroup = (nextGroup + 1) % offsets.length;
            offsets[group] += group % 2 == 0 ? SLOW : FAST;
            underWay.acquire();
            var _ = admin.alterConsumerGroupOffsets(Population.group(group), population.commit(group, offsets[group]))
                    .all()
                    .whenComplete((_, refused) -> {
                        notice(refused);
                        underWay.release();
                    });
        }
    }

    private void notice(@Nullable Throwable refused) {
        if (refused != null) {
            failure.compareAndSet(null, refused);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
