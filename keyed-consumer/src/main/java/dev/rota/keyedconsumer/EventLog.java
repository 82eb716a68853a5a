package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one line per event worth an operator's time, with group, topic, partition and offset as fields. A failure that
 * the engine deals with has its class and message in the line and no stack trace.
 */
final class EventLog implements ConsumerListener {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedConsumer.class);

    private final String group;
    private final Optional<String> client;

    /** @param client the {@code client.id}, which tells the members of a group apart, where there is one */
    EventLog(String group, Optional<String> client) {
        this.group = group;
        this.client = client;
    }

    @Override
    public void onState(State state, @Nullable Throwable cause) {
        if (cause == null) {
            of(LOG.atInfo()).log("Consumer is {}", state);
        } else {
            of(LOG.atError()).setCause(cause).log("Consumer is {}: its poll thread died", state);
        }
    }

    @Override
    public void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {
        of(LOG.atInfo()).log("Assigned {}; now {} partitions: {}", text(given), owned.size(), text(owned));
    }

    @Override
    public void onRevoked(Set<TopicPartition> taken, Duration drained, int abandoned) {
        of(abandoned == 0 ? LOG.atInfo() : LOG.atWarn())
                .log(
                        "Gave back {}; drained for {} ms, {} records abandoned in flight",
                        text(taken),
                        drained.toMillis(),
                        abandoned);
    }

    @Override
    public void onLost(Set<TopicPartition> lost, int abandoned) {
        of(LOG.atWarn()).log("Lost {} without notice; {} records abandoned in flight", text(lost), abandoned);
    }

    @Override
    public void onRetry(Failure failure, Verdict verdict) {
        String consequence = switch (verdict) {
            case Verdict.Retry(Duration after) -> "again in " + after.toMillis() + " ms";
            case Verdict.Outage(Duration after) -> "outage, partition paused, again in " + after.toMillis() + " ms";
            case Verdict.Fenced(Duration after) ->
                "fencing token refused, partition paused, again in " + after.toMillis() + " ms";
            case Verdict.Poison(String reason) -> "poison, " + reason;
        };
        of(LOG.atWarn(), failure.topicPartition(), failure.offset())
                .log(
                        "{} failed at attempt {}, {}: {}",
                        failure.stage(),
                        failure.attempt(),
                        consequence,
                        text(failure.cause()));
    }

    @Override
    public void onPolicyFailure(Failure failure, Throwable thrown) {
        of(LOG.atError(), failure.topicPartition(), failure.offset())
                .setCause(thrown)
                .log("The failure policy threw while it judged {}; the record is retried", text(failure.cause()));
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        of(LOG.atWarn(), new TopicPartition(record.topic(), record.partition()), record.offset())
                .log(
                        "Gave up at attempt {} of {}, dead letter stored, {}: {}",
                        letter.failure().attempt(),
                        letter.failure().stage(),
                        letter.reason(),
                        text(letter.failure().cause()));
    }

    @Override
    public void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        of(LOG.atError(), new TopicPartition(record.topic(), record.partition()), record.offset())
                .log("Dead letter refused, partition paused, again in {} ms: {}", retryAfter.toMillis(), text(cause));
    }

    @Override
    public void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {
        // Refused for a rebalance is the protocol's everyday life; the next commit covers it.
        boolean routine = cause instanceof RebalanceInProgressException;
        of(routine ? LOG.atInfo() : LOG.atWarn())
                .log("Commit failed and does not count, {}: {}", new TreeMap<>(named(offsets)), text(cause));
    }

    @Override
    public void onPauseChanged(TopicPartition partition, Set<PauseReason> reasons) {
        boolean routine = reasons.isEmpty() || reasons.equals(Set.of(PauseReason.BUFFER_FULL));
        of(routine ? LOG.atDebug() : LOG.atInfo(), partition)
                .log(reasons.isEmpty() ? "Resumed" : "Paused for {}", new TreeSet<>(reasons));
    }

    @Override
    public void onFenceAcquired(TopicPartition partition, long token) {
        of(LOG.atInfo(), partition).log("Fencing token {} acquired", token);
    }

    @Override
    public void onFenceFailed(TopicPartition partition, Throwable cause, Duration retryAfter) {
        of(LOG.atWarn(), partition)
                .log(
                        "No fencing token, partition stays paused, again in {} ms: {}",
                        retryAfter.toMillis(),
                        text(cause));
    }

    @Override
    public void onRecordsExpired(TopicPartition partition, long position, long logStart) {
        of(LOG.atError(), partition, position)
                .log(
                        "Up to {} records were deleted before they were read and are lost; reading goes on at offset {}",
                        logStart - position,
                        logStart);
    }

    @Override
    public void onLogTruncated(TopicPartition partition, long expected, long found) {
        of(LOG.atError(), partition, found)
                .log("The log went back: offset {} was expected; records were lost on the brokers", expected);
    }

    @Override
    public void onPollFailed(Exception cause) {
        of(LOG.atWarn()).log("A poll failed and is repeated: {}", text(cause));
    }

    @Override
    public void onPositionUnknown(Set<TopicPartition> partitions, Exception cause) {
        of(LOG.atWarn()).log("No position found for {}, asking again: {}", text(partitions), text(cause));
    }

    private LoggingEventBuilder of(LoggingEventBuilder line) {
        LoggingEventBuilder ofGroup = line.addKeyValue("group", group);
        return client.map(id -> ofGroup.addKeyValue("client", id)).orElse(ofGroup);
    }

    private LoggingEventBuilder of(LoggingEventBuilder line, TopicPartition partition) {
        return of(line).addKeyValue("topic", partition.topic()).addKeyValue("partition", partition.partition());
    }

    private LoggingEventBuilder of(LoggingEventBuilder line, TopicPartition partition, long offset) {
        return of(line, partition).addKeyValue("offset", offset);
    }

    /** As in {@code order-events[0, 3] patient-checkout[1]}. */
    private static String text(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(TopicPartition::partition, Collectors.toCollection(TreeSet::new))))
                .entrySet()
                .stream()
                .map(topic -> topic.getKey() + topic.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Map<String, Long> named(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(offset -> offset.getKey().toString(), Map.Entry::getValue));
    }

    /** A failure in a line: its class and message, and those of its root where that is another. */
    private static String text(Throwable failure) {
        if (failure.getCause() == null) {
            return failure.toString();
        }
        Throwable root = failure;
        // Bounded, for causes may go round in a circle.
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        return failure + ", caused by " + root;
    }
}
