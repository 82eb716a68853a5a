package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.streams.Failures.Due;
import dev.rota.analytics.topology.UnusableEventException;
import java.net.ConnectException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.message.MissingSchemaException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    @ParameterizedTest
    @MethodSource
    void brokersTheRegistryAndOthersWhoWereFasterAreCircumstances(Exception cause) {
        assertThat(Failures.ofThread(new StreamsException("wrapped", cause))).isEqualTo(Due.CIRCUMSTANCES);
        assertThat(Failures.ofRecord(cause)).isEqualTo(Due.CIRCUMSTANCES);
    }

    static Stream<Exception> brokersTheRegistryAndOthersWhoWereFasterAreCircumstances() {
        return Stream.of(
                new TimeoutException("t"),
                new NotLeaderOrFollowerException("n"),
                new ProducerFencedException("p"),
                new InvalidProducerEpochException("i"),
                new InvalidPidMappingException("i"),
                new UnknownMemberIdException("u"),
                new IllegalGenerationException("g"),
                new RebalanceInProgressException("r"),
                new CommitFailedException("c"),
                new TransactionAbortableException("a"),
                new TransactionAbortedException("a"),
                new InvalidTxnStateException("i"),
                new OutOfOrderSequenceException("o"),
                new TaskMigratedException("m", new ProducerFencedException("p")),
                new ProcessorStateException("broken"),
                new SerializationException("first lookup", new java.util.concurrent.TimeoutException()),
                new RuntimeException(new ConnectException("refused")));
    }

    @ParameterizedTest
    @MethodSource
    void rightsTopicsMemoryAndMistakesOfOursNeedSomebody(Throwable cause) {
        assertThat(Failures.ofThread(new StreamsException("wrapped", cause))).isEqualTo(Due.SETUP);
    }

    static Stream<Throwable> rightsTopicsMemoryAndMistakesOfOursNeedSomebody() {
        return Stream.of(
                new TopicAuthorizationException("a"),
                new MissingSourceTopicException("m"),
                new FencedInstanceIdException("f"),
                new RecordTooLargeException("r"),
                new OutOfMemoryError("o"),
                new TimeoutException(new TopicAuthorizationException("inside")),
                new NullPointerException("n"));
    }

    @Test
    void aRecordIsToBlameForWhatOnlyItCanHaveCaused() {
        List<Exception> thrown = List.of(
                new UnusableEventException("u"),
                new SerializationException("s"),
                new IllegalStateException("i"),
                new ArithmeticException("a"));

        assertThat(thrown).allMatch(e -> Failures.ofRecord(e) == Due.RECORD);
    }

    @Test
    void aRecordIsNotToBlameForWhatKafkaThrows() {
        assertThat(Failures.ofRecord(new KafkaException("no schema"))).isEqualTo(Due.SETUP);
        assertThat(Failures.ofRecord(new KafkaException("newer", new MissingSchemaException("m"))))
                .isEqualTo(Due.SETUP);
        assertThat(Failures.ofRecord(new TopicAuthorizationException("a"))).isEqualTo(Due.SETUP);
    }

    @Test
    void causesThatGoRoundEnd() {
        Exception first = new Exception();
        first.initCause(new Exception(first));

        assertThat(Failures.ofThread(first)).isEqualTo(Due.SETUP);
    }
}
