package dev.rota.analytics.streams;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jboss.logging.Logger;

/**
 * How far the stores are that this instance fetches from their changelogs before their partitions are worked on. Told by the threads that
 * fetch, asked by any.
 */
@ApplicationScoped
class RestoreProgress implements StateRestoreListener {

    private static final Logger LOG = Logger.getLogger(RestoreProgress.class);
    private static final long SAY_EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final double NANOS_IN_A_SECOND = 1e9;

    private final Map<TopicPartition, Restore> underWay = new ConcurrentHashMap<>();
    private final Counter restored;

    RestoreProgress(MeterRegistry meters) {
        restored = Counter.builder("rota.analytics.restored.records")
                .description("Records that were fetched from changelogs")
                .register(meters);
        Gauge.builder("rota.analytics.restoring.stores", () -> underWay().size())
                .description("Stores, by partition, that are being fetched")
                .register(meters);
        Gauge.builder("rota.analytics.restoring.records.left", this::recordsLeft)
                .description("Offsets that are left to be fetched")
                .register(meters);
    }

    /**
     * A store that is being fetched.
     *
     * @param store its name
     * @param partition of its changelog
     * @param recordsLeft offsets that are left
     * @param recordsPerSecond since it began
     */
    record Restoring(String store, int partition, long recordsLeft, long recordsPerSecond) {}

    private record Restore(
            Thread thread, String store, long end, long left, long restored, long beganNanos, long saidNanos) {

        long perSecond() {
            double seconds = (System.nanoTime() - beganNanos) / NANOS_IN_A_SECOND;
            return seconds > 0 ? Math.round(restored / seconds) : 0;
        }
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        long now = System.nanoTime();
        underWay.put(partition, new Restore(Thread.currentThread(), store, end, end - from, 0, now, now));
        if (end > from) {
            LOG.infof("store=%s partition=%d Restoring: %d records to go", store, partition.partition(), end - from);
        }
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long last, long number) {
        restored.increment((double) number);
        underWay.computeIfPresent(partition, (_, restore) -> {
            long now = System.nanoTime();
            boolean say = now - restore.saidNanos() > SAY_EVERY_NANOS;
            Restore next = new Restore(
                    restore.thread(),
                    store,
                    restore.end(),
                    Math.max(0, restore.end() - last - 1),
                    restore.restored() + number,
                    restore.beganNanos(),
                    say ? now : restore.saidNanos());
            if (say) {
                LOG.infof(
                        "store=%s partition=%d Restoring: %d records to go, %d a second",
                        store, partition.partition(), next.left(), next.perSecond());
            }
            return next;
        });
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long total) {
        Restore restore = underWay.remove(partition);
        if (restore != null && total > 0) {
            LOG.infof(
                    "store=%s partition=%d Restored %d records, %d a second",
                    store, partition.partition(), total, restore.perSecond());
        }
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long total) {
        underWay.remove(partition);
        LOG.infof(
                "store=%s partition=%d No longer restored, after %d records: the partition is another's",
                store, partition.partition(), total);
    }

    /** A thread that failed said nothing of what it was fetching. */
    private Map<TopicPartition, Restore> underWay() {
        underWay.values().removeIf(restore -> !restore.thread().isAlive());
        return underWay;
    }

    /** Those under way, by store and partition. */
    List<Restoring> restoring() {
        return underWay().entrySet().stream()
                .map(entry -> new Restoring(
                        entry.getValue().store(),
                        entry.getKey().partition(),
                        entry.getValue().left(),
                        entry.getValue().perSecond()))
                .sorted(Comparator.comparing(Restoring::store).thenComparingInt(Restoring::partition))
                .toList();
    }

    /** Of all stores together. */
    long recordsLeft() {
        return recordsLeft((_, _) -> true);
    }

    /** Of those together, by store and partition, that are wanted. */
    long recordsLeft(BiPredicate<String, Integer> wanted) {
        return underWay().entrySet().stream()
                .filter(entry ->
                        wanted.test(entry.getValue().store(), entry.getKey().partition()))
                .mapToLong(entry -> entry.getValue().left())
                .sum();
    }
}
