package dev.rota.billing.consuming;

import dev.rota.keyedconsumer.ConsumerListener;
import dev.rota.keyedconsumer.ConsumerView;
import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.DeadLetter;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.TopicPartition;

/** Counts what the consumer tells. Called on its poll thread and on handler threads. */
@ApplicationScoped
class ConsumerMeters implements ConsumerListener {

    private final Timer handling;
    private final CommitDelay endToEnd;
    private final MeterRegistry meters;
    private final Counter retries;
    private final Counter deadLettersRefused;
    private final Counter commits;
    private final Counter commitFailures;
    private final Counter rebalances;
    private final Counter recordsExpired;
    private final Counter truncations;
    private final Counter pollFailures;
    private final Counter fenceFailures;
    private final Timer drain;
    private final Timer takeover;
    private final Map<TopicPartition, Long> takenNanos = new ConcurrentHashMap<>();

    ConsumerMeters(MeterRegistry meters) {
        this.meters = meters;
        handling = Timer.builder("rota.consumer.handling")
                .description("Time to handle one record, deserialization included")
                .publishPercentileHistogram()
                .register(meters);
        endToEnd = new CommitDelay(Timer.builder("rota.consumer.end.to.end")
                .description("From a record's timestamp until its offset was committed")
                .publishPercentileHistogram()
                .register(meters));
        retries = counter(meters, "retries", "Failed attempts that were followed by a wait");
        deadLettersRefused =
                counter(meters, "dead.letters.refused", "Dead letters that could not be stored; they are tried again");
        commits = counter(meters, "commits", "Offset commits that the coordinator accepted");
        commitFailures = counter(meters, "commit.failures", "Offset commits that failed; none of them counts");
        rebalances = counter(meters, "rebalances", "Times partitions were given, taken or lost");
        recordsExpired = counter(
                meters, "records.expired", "Records deleted before they were read, by retention for instance, at most");
        truncations = counter(meters, "truncations", "Times a log ended before what was read of it");
        pollFailures = counter(meters, "poll.failures", "Polls that failed, or found no position, and were repeated");
        fenceFailures = counter(
                meters, "fence.failures", "Times a partition had to wait because its epoch could not be raised");
        takeover = Timer.builder("rota.consumer.takeover")
                .description("From a partition's assignment until its records may be handled")
                .register(meters);
        drain = Timer.builder("rota.consumer.drain")
                .description("Time that a revocation waited for records in flight")
                .register(meters);
    }

    /** Shows what the consumer holds at the moment of asking. */
    void watch(Supplier<ConsumerView> consumer) {
        gauge("in.flight", "Records in a handler", consumer, partition -> partition.inFlight());
        gauge("buffered", "Records polled and not begun", consumer, partition -> partition.buffered());
        gauge("partitions", "Partitions owned", consumer, partition -> 1);
        gauge(
                "partitions.paused",
                "Partitions paused, for whatever reason",
                consumer,
                partition -> partition.paused() ? 1 : 0);
    }

    private void gauge(
            String name, String description, Supplier<ConsumerView> consumer, ToIntFunction<PartitionView> value) {
        Gauge.builder(
                        "rota.consumer." + name,
                        () -> consumer.get().partitions().stream()
                                .mapToInt(value)
                                .sum())
                .description(description)
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder("rota.consumer." + name).description(description).register(meters);
    }

    @Override
    public void onHandled(TopicPartition partition, long offset, Instant timestamp, Duration took) {
        handling.record(took);
        endToEnd.handled(partition, offset, timestamp);
    }

    @Override
    public void onRetry(Failure failure, Verdict verdict) {
        retries.increment();
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        meters.counter("rota.consumer.dead.letters", "reason", letter.reason()).increment();
    }

    @Override
    public void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {
        deadLettersRefused.increment();
    }

    @Override
    public void onCommitted(Map<TopicPartition, Long> offsets) {
        commits.increment();
        endToEnd.committed(offsets);
    }

    @Override
    public void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {
        commitFailures.increment();
    }

    @Override
    public void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {
        rebalances.increment();
        endToEnd.assigned(given);
        long now = System.nanoTime();
        given.forEach(partition -> takenNanos.put(partition, now));
    }

    @Override
    public void onRevoked(Set<TopicPartition> taken, Duration drained, int abandoned) {
        rebalances.increment();
        drain.record(drained);
        forget(taken);
    }

    private void forget(Set<TopicPartition> gone) {
        endToEnd.gone(gone);
        takenNanos.keySet().removeAll(gone);
    }

    @Override
    public void onLost(Set<TopicPartition> lost, int abandoned) {
        rebalances.increment();
        forget(lost);
    }

    @Override
    public void onFenceAcquired(TopicPartition partition, long token) {
        Long taken = takenNanos.remove(partition);
        // Not when a token was replaced.
        if (taken != null) {
            takeover.record(Duration.ofNanos(System.nanoTime() - taken));
        }
    }

    @Override
    public void onFenceFailed(TopicPartition partition, Throwable cause, Duration retryAfter) {
        fenceFailures.increment();
    }

    @Override
    public void onRecordsExpired(TopicPartition partition, long position, long logStart) {
        recordsExpired.increment((double) (logStart - position));
    }

    @Override
    public void onLogTruncated(TopicPartition partition, long expected, long found) {
        truncations.increment();
    }

    @Override
    public void onPollFailed(Exception cause) {
        pollFailures.increment();
    }

    @Override
    public void onPositionUnknown(Set<TopicPartition> partitions, Exception cause) {
        pollFailures.increment();
    }
}
