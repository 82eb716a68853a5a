package dev.rota.billing.consuming;

import dev.rota.keyedconsumer.ConsumerListener;
import dev.rota.keyedconsumer.DeadLetter;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Counts what the consumer tells. Called on its poll thread and on handler threads. */
@ApplicationScoped
class ConsumerMeters implements ConsumerListener {

    private final Timer handling;
    private final Timer endToEnd;
    private final Counter retries;
    private final Counter deadLetters;
    private final Counter deadLettersRefused;
    private final Counter commits;
    private final Counter commitFailures;
    private final Counter rebalances;
    private final Counter recordsExpired;
    private final Counter truncations;
    private final Counter pollFailures;
    private final Timer drain;

    ConsumerMeters(MeterRegistry meters) {
        handling = Timer.builder("rota.consumer.handling")
                .description("Time to handle one record, deserialization included")
                .publishPercentileHistogram()
                .register(meters);
        endToEnd = Timer.builder("rota.consumer.end.to.end")
                .description("From a record's timestamp until it was handled")
                .publishPercentileHistogram()
                .register(meters);
        retries = counter(meters, "retries", "Failed attempts that were followed by a wait");
        deadLetters = counter(meters, "dead.letters", "Records given up on and stored as dead letters");
        deadLettersRefused =
                counter(meters, "dead.letters.refused", "Dead letters that could not be stored; they are tried again");
        commits = counter(meters, "commits", "Offset commits that the coordinator accepted");
        commitFailures = counter(meters, "commit.failures", "Offset commits that failed; none of them counts");
        rebalances = counter(meters, "rebalances", "Times partitions were given, taken or lost");
        recordsExpired = counter(
                meters, "records.expired", "Records deleted before they were read, by retention for instance, at most");
        truncations = counter(meters, "truncations", "Times a log ended before what was read of it");
        pollFailures = counter(meters, "poll.failures", "Polls that failed, or found no position, and were repeated");
        drain = Timer.builder("rota.consumer.drain")
                .description("Time that a revocation waited for records in flight")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder("rota.consumer." + name).description(description).register(meters);
    }

    @Override
    public void onHandled(TopicPartition partition, long offset, Instant timestamp, Duration took) {
        handling.record(took);
        endToEnd.record(Duration.between(timestamp, Instant.now()));
    }

    @Override
    public void onRetry(Failure failure, Verdict verdict) {
        retries.increment();
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        deadLetters.increment();
    }

    @Override
    public void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {
        deadLettersRefused.increment();
    }

    @Override
    public void onCommitted(Map<TopicPartition, Long> offsets) {
        commits.increment();
    }

    @Override
    public void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {
        commitFailures.increment();
    }

    @Override
    public void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {
        rebalances.increment();
    }

    @Override
    public void onRevoked(Set<TopicPartition> taken, Duration drained, int abandoned) {
        rebalances.increment();
        drain.record(drained);
    }

    @Override
    public void onLost(Set<TopicPartition> lost, int abandoned) {
        rebalances.increment();
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
