package dev.rota.orderproducer.publishing;

import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/** Reads from a producer's exception what may be said about the record. */
final class PublishFailures {

    private PublishFailures() {}

    /**
     * A failure of {@code send} itself: the record is in no buffer and in no request.
     *
     * @param failure what {@code send} threw, or gave to the callback on the thread that called it
     */
    static PublishOutcome beforeSending(Exception failure) {
        return switch (failure) {
            case BufferExhaustedException _ -> new Overloaded();
            case RetriableException _ -> new NotWritten("no broker has answered in time");
            // A schema is looked up while serializing; the registry may be back for the next record.
            case SerializationException e -> new NotWritten("the record could not be serialized: " + e.getMessage());
            // The wait for room was broken off: by a stop, or because nobody waits for the answer any more.
            case InterruptException _ -> new Overloaded();
            case IllegalStateException _ -> new NotWritten("this instance is shutting down");
            // Nothing more special: the producer was closed while the record waited for room.
            case KafkaException e
            when e.getClass() == KafkaException.class -> new NotWritten("this instance is shutting down");
            default -> new Refused(describe(failure));
        };
    }

    /**
     * A failure that Kafka reported after it had taken the record.
     *
     * @param failure what the callback got on the producer's own thread
     */
    static PublishOutcome afterSending(Exception failure) {
        return switch (failure) {
            case AuthorizationException _,
                    AuthenticationException _,
                    // Also topics without a legal name, batches above the broker's limit, and versions it does not
                    // speak.
                    InvalidConfigurationException _,
                    RecordTooLargeException _ -> new Refused(describe(failure));
            // Also for failures that look final: an earlier try of the same batch may have been written.
            default -> new OutcomeUnknown("no broker has acknowledged the record in time");
        };
    }

    private static String describe(Exception failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
