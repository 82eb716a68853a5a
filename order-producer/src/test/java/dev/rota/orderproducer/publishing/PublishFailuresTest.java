package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailuresTest {

    static Stream<Arguments> beforeSending() {
        return Stream.of(
                Arguments.of(new TimeoutException("Topic not present in metadata"), NotWritten.class),
                Arguments.of(new BufferExhaustedException("Failed to allocate"), Overloaded.class),
                Arguments.of(new IllegalStateException("producer closed"), NotWritten.class),
                Arguments.of(new InterruptException("stopped while it waited for room"), Overloaded.class),
                Arguments.of(new KafkaException("Producer closed while allocating memory"), NotWritten.class),
                Arguments.of(new RecordTooLargeException(), Refused.class),
                Arguments.of(new InvalidTopicException(), Refused.class),
                Arguments.of(new TopicAuthorizationException(Set.of("t")), Refused.class),
                Arguments.of(new SaslAuthenticationException("no"), Refused.class));
    }

    static Stream<Arguments> afterSending() {
        return Stream.of(
                // The same class as above, and another meaning: this one went out.
                Arguments.of(new TimeoutException("Expiring 1 record(s)"), OutcomeUnknown.class),
                Arguments.of(new NotEnoughReplicasException(), OutcomeUnknown.class),
                Arguments.of(new NotEnoughReplicasAfterAppendException("appended"), OutcomeUnknown.class),
                Arguments.of(new OutOfOrderSequenceException("gap"), OutcomeUnknown.class),
                Arguments.of(new KafkaException("whatever comes next"), OutcomeUnknown.class),
                Arguments.of(new RecordTooLargeException(), Refused.class),
                Arguments.of(new ClusterAuthorizationException("no"), Refused.class),
                Arguments.of(new TopicAuthorizationException(Set.of("t")), Refused.class));
    }

    @ParameterizedTest
    @MethodSource
    void beforeSending(Exception failure, Class<? extends PublishOutcome> outcome) {
        assertThat(PublishFailures.beforeSending(failure)).isInstanceOf(outcome);
    }

    @ParameterizedTest
    @MethodSource
    void afterSending(Exception failure, Class<? extends PublishOutcome> outcome) {
        assertThat(PublishFailures.afterSending(failure)).isInstanceOf(outcome);
    }
}
