package dev.rota.lab.bench.contender;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long records of other keys take from produce to handled, before and while one key is stuck in its handler.
 * Producer and consumer share this process, and so its clock.
 */
final class HotKeyRun {

    private static final String HOT_KEY = "hot-key";
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 200;
    private static final Duration STUCK_WITHIN = Duration.ofSeconds(30);
    private static final Duration HANDLED_WITHIN = Duration.ofSeconds(60);

    private final RunPlan plan;
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final SplittableRandom random = new SplittableRandom(1);

    /** What the records being handled now belong to: each says so itself. */
    private final LatencySamples[] phases;

    private HotKeyRun(RunPlan plan) {
        this.plan = plan;
        phases =
                new LatencySamples[] {samples(plan.warmUp()), samples(plan.hotKeyBlock()), samples(plan.hotKeyBlock())};
    }

    private LatencySamples samples(Duration span) {
        return new LatencySamples((int) (span.toMillis() * plan.ratePerSecond() / 1_000));
    }

    static Figures measure(RunPlan plan) throws Exception {
        return new HotKeyRun(plan).measure();
    }

    private Figures measure() throws Exception {
        Contender contender = ContenderProcess.contender(plan);
        contender.start(ContenderProcess.assignment(plan), this::handle);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", plan.bootstrapServers(), "linger.ms", 0, "acks", "1"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            produce(producer, 0);
            produce(producer, 1);
            producer.send(new ProducerRecord<>(plan.topic(), HOT_KEY, value(0))).get();
            if (!stuck.await(STUCK_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the hot key's record did not reach its handler");
            }
            produce(producer, 2);
        }
        // Before the key is let go: what waits for it must not be counted as handled.
        long stuckHandled = phases[2].count();
        free.countDown();
        for (LatencySamples phase : phases) {
            phase.awaitAll(HANDLED_WITHIN);
        }
        contender.close();
        return figures(stuckHandled);
    }

    private Figures figures(long stuckHandled) {
        double before = phases[1].percentileMillis(0.99);
        double during = phases[2].percentileMillis(0.99);
        Map<String, Double> figures = new TreeMap<>();
        figures.put(Figures.BASELINE_P50_MILLIS, phases[1].percentileMillis(0.50));
        figures.put(Figures.BASELINE_P99_MILLIS, before);
        figures.put(Figures.STUCK_P50_MILLIS, phases[2].percentileMillis(0.50));
        figures.put(Figures.STUCK_P99_MILLIS, during);
        figures.put(Figures.P99_RATIO, during / before);
        figures.put(Figures.HANDLED_WHILE_STUCK, (double) stuckHandled / phases[2].expected());
        figures.put(Figures.HANDLED, (double) phases[0].count() + phases[1].count() + phases[2].count());
        return new Figures(figures);
    }

    private void handle(String key, byte[] value, int partition, long offset) throws InterruptedException {
        if (key.equals(HOT_KEY)) {
            stuck.countDown();
            free.await();
            return;
        }
        ByteBuffer content = ByteBuffer.wrap(value);
        long sent = content.getLong();
        phases[content.get()].add(System.nanoTime() - sent);
    }

    /** Sends one phase's records at a steady pace; one that falls behind catches up, as arrivals do not wait. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is not stored is missed at the end
    private void produce(KafkaProducer<String, byte[]> producer, int phase) {
        long interval = 1_000_000_000L / plan.ratePerSecond();
        long due = System.nanoTime();
        for (int left = phases[phase].expected(); left > 0; left--) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            producer.send(new ProducerRecord<>(plan.topic(), "key-" + random.nextInt(KEYS), value(phase)));
            due += interval;
        }
    }

    private static byte[] value(int phase) {
        byte[] value = new byte[VALUE_BYTES];
        ByteBuffer.wrap(value).putLong(System.nanoTime()).put((byte) phase);
        return value;
    }
}
