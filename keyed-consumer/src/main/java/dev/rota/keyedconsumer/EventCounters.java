package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.Counters;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/** Counts what happens, for {@link ConsumerView#counters()}. Safe for all threads. */
final class EventCounters implements ConsumerListener {

    private final LongAdder records = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder commitFailures = new LongAdder();
    private final LongAdder rebalances = new LongAdder();
    private final LongAdder truncations = new LongAdder();
    private final LongAdder recordsExpired = new LongAdder();
    private final LongAdder drainNanos = new LongAdder();
    private final AtomicLong longestDrainNanos = new AtomicLong();

    Counters totals() {
        return new Counters(
                records.sum(),
                retries.sum(),
                deadLetters.sum(),
                commits.sum(),
                commitFailures.sum(),
                rebalances.sum(),
                truncations.sum(),
                recordsExpired.sum(),
                Duration.ofNanos(drainNanos.sum()),
                Duration.ofNanos(longestDrainNanos.get()));
    }

    /** Instead of {@link #onHandled}, which is called for none but the user. */
    void handled() {
        records.increment();
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        records.increment();
        deadLetters.increment();
    }

    @Override
    public void onRetry(Failure failure, Verdict verdict) {
        retries.increment();
    }

    @Override
    public void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {
        retries.increment();
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
        drainNanos.add(drained.toNanos());
        longestDrainNanos.accumulateAndGet(drained.toNanos(), Math::max);
    }

    @Override
    public void onLost(Set<TopicPartition> lost, int abandoned) {
        rebalances.increment();
    }

    @Override
    public void onLogTruncated(TopicPartition partition, long expected, long found) {
        truncations.increment();
    }

    @Override
    public void onRecordsExpired(TopicPartition partition, long position, long logStart) {
        recordsExpired.add(logStart - position);
    }
}
