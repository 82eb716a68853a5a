package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a consumer, for meters and alerts. Logging needs none: the consumer logs by itself.
 *
 * <p>Each method names its thread. None may block: the poll thread polls nothing meanwhile, and a handler thread
 * handles nothing. What a method throws is logged and goes no further.
 */
public interface ConsumerListener {

    /**
     * The consumer entered another state. On the poll thread.
     *
     * @param cause why, if the state is {@link State#FAILED}; else null
     */
    default void onState(State state, @Nullable Throwable cause) {}

    /**
     * Partitions were given. On the poll thread.
     *
     * @param given what is new
     * @param owned all that is assigned now
     */
    default void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {}

    /**
     * Partitions were taken in good order: what was in flight had its time, and what is done is committed, or that
     * failed and was reported. On the poll thread.
     *
     * @param drained how long the records in flight were waited for
     * @param abandoned records still in a handler at the deadline; their results are ignored
     */
    default void onRevoked(Set<TopicPartition> taken, Duration drained, int abandoned) {}

    /**
     * Partitions were gone before this member knew: nothing was committed for them. On the poll thread.
     *
     * @param abandoned records that were in a handler; their results are ignored
     */
    default void onLost(Set<TopicPartition> lost, int abandoned) {}

    /**
     * A record was handled. On the handler thread.
     *
     * @param timestamp the record's own timestamp
     * @param took how long the successful attempt took, deserialization included; in a batch, the whole batch's
     */
    default void onHandled(TopicPartition partition, long offset, Instant timestamp, Duration took) {}

    /** An attempt failed and the verdict is to wait and retry, in an outage or not. On the handler thread. */
    default void onRetry(Failure failure, Verdict verdict) {}

    /** The failure policy itself threw. On the handler thread. */
    default void onPolicyFailure(Failure failure, Throwable thrown) {}

    /** A dead letter was accepted. On the handler thread. */
    default void onDeadLetter(DeadLetter letter) {}

    /** A dead letter was not accepted and will be sent again. On the handler thread. */
    default void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {}

    /** The coordinator accepted a commit. On the poll thread. */
    default void onCommitted(Map<TopicPartition, Long> offsets) {}

    /** A commit failed: none of it counts, and what is still owned is tried again. On the poll thread. */
    default void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {}

    /** Fetching from a partition stopped, or went on if there is no reason left. On the poll thread. */
    default void onPauseChanged(TopicPartition partition, Set<PauseReason> reasons) {}

    /** A partition's fence gave a token, and its records can flow. On a thread of its own. */
    default void onFenceAcquired(TopicPartition partition, long token) {}

    /** A partition's fence gave none, and will be asked again. On a thread of its own. */
    default void onFenceFailed(TopicPartition partition, Throwable cause, Duration retryAfter) {}

    /**
     * Records were deleted, by retention for instance, before they were read: they are lost to this group. Reading goes
     * on with the first that is left. On the poll thread.
     *
     * @param position the offset that was to be read next
     * @param logStart the first offset that is left
     */
    default void onRecordsExpired(TopicPartition partition, long position, long logStart) {}

    /**
     * The log of a partition ends before what was already read from it: records were lost on the brokers, or the topic
     * was made anew. What was buffered is abandoned and read again. On the poll thread.
     *
     * @param expected the offset that was to be read next
     * @param found where reading goes on: where the logs part if that is known, else at the beginning, and not beyond the
     *     first record that was not done
     */
    default void onLogTruncated(TopicPartition partition, long expected, long found) {}

    /** A poll failed for a cause that passes; the next one follows after a moment. On the poll thread. */
    default void onPollFailed(Exception cause) {}

    /** The brokers did not say in time where to read on; they are asked again. On the poll thread. */
    default void onPositionUnknown(Set<TopicPartition> partitions, Exception cause) {}
}
