package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.Failure.Stage;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt at one record: deserialize, handle, and if that fails, do as the policy says. Nothing that user
 * code throws comes out of it. Called on handler threads.
 */
final class RecordProcessor<K, V> {

    /** Between attempts to store a dead letter, and after a policy that failed. */
    private static final Backoff FALLBACK = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    private static final Outcome DONE = new Outcome.Done();

    private final String group;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;
    private final RecordHandler<K, V> handler;
    private final FailurePolicy policy;
    private final DeadLetters deadLetters;
    private final Events events;

    RecordProcessor(Settings<K, V> settings, DeadLetters deadLetters, Events events) {
        this.group = settings.group();
        this.keyDeserializer = settings.keyDeserializer();
        this.valueDeserializer = settings.valueDeserializer();
        this.handler = settings.handler();
        this.policy = settings.failurePolicy();
        this.deadLetters = deadLetters;
        this.events = events;
    }

    Outcome process(Delivery delivery) {
        Failure condemned = delivery.condemned();
        return condemned == null ? attempt(delivery) : bury(delivery, condemned);
    }

    private Outcome attempt(Delivery delivery) {
        int attempt = delivery.nextAttempt();
        long begun = System.nanoTime();
        Stage stage = Stage.DESERIALIZATION;
        try {
            ReceivedRecord<K, V> record = deserialize(delivery, attempt);
            stage = Stage.HANDLER;
            handler.handle(record);
            delivery.leaveOutage();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            events.tell(
                    listener -> listener.onHandled(record.topicPartition(), record.offset(), record.timestamp(), took));
            return DONE;
        } catch (Throwable cause) {
            return judge(
                    delivery, new Failure(delivery.assignment().partition(), delivery.offset(), stage, cause, attempt));
        } finally {
            // The next record must not find an interrupt that was meant for this one.
            Thread.interrupted();
        }
    }

    /** Afresh at each attempt: a handler may have changed the objects of the last one. */
    private ReceivedRecord<K, V> deserialize(Delivery delivery, int attempt) {
        ConsumerRecord<byte[], byte[]> raw = delivery.raw();
        RecordHeaders headers = new RecordHeaders(raw.headers());
        return new ReceivedRecord<>(
                delivery.assignment().partition(),
                raw.offset(),
                Instant.ofEpochMilli(raw.timestamp()),
                deserialize(keyDeserializer, raw.topic(), headers, raw.key()),
                deserialize(valueDeserializer, raw.topic(), headers, raw.value()),
                headers,
                attempt,
                delivery.assignment().fencingToken());
    }

    private static <T> @Nullable T deserialize(
            Deserializer<T> deserializer, String topic, RecordHeaders headers, byte @Nullable [] bytes) {
        return bytes == null ? null : deserializer.deserialize(topic, headers, bytes);
    }

    private Outcome judge(Delivery delivery, Failure failure) {
        Verdict verdict = verdict(failure);
        return switch (verdict) {
            case Verdict.Retry(Duration after) -> {
                delivery.leaveOutage();
                events.tell(listener -> listener.onRetry(failure, verdict));
                yield new Outcome.TryAgain(after);
            }
            case Verdict.Outage(Duration after) -> {
                delivery.enterOutage();
                events.tell(listener -> listener.onRetry(failure, verdict));
                yield new Outcome.TryAgain(after);
            }
            case Verdict.Poison() -> {
                delivery.condemn(failure);
                yield bury(delivery, failure);
            }
        };
    }

    private Verdict verdict(Failure failure) {
        try {
            return policy.decide(failure);
        } catch (Throwable thrown) {
            events.tell(listener -> listener.onPolicyFailure(failure, thrown));
            return Verdict.retry(FALLBACK.after(failure.attempt()));
        }
    }

    /**
     * Done only when the dead letter is stored; until then it is an outage, for the record cannot go and must not be
     * lost.
     */
    private Outcome bury(Delivery delivery, Failure failure) {
        DeadLetter letter = new DeadLetter(delivery.raw(), failure, group);
        try {
            deadLetters.send(letter);
        } catch (Throwable cause) {
            delivery.enterOutage();
            Duration after = FALLBACK.after(delivery.nextBurial());
            events.tell(listener -> listener.onDeadLetterRefused(letter, cause, after));
            return new Outcome.TryAgain(after);
        }
        delivery.leaveOutage();
        events.tell(listener -> listener.onDeadLetter(letter));
        return DONE;
    }
}
