package dev.rota.analytics.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.streams.Failures.Due;
import dev.rota.localstack.LocalStack;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A record is read again from a real broker, with the settings that Kafka Streams has. */
class SourceRecordsIT {

    private static LocalStack stack;
    private static SourceRecords sources;
    private static int partition;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.builder()
                .data(Path.of("target", "source-records-it"))
                .start();
        sources = new SourceRecords(StreamsSettings.of(
                StreamsSettingsTest.config(""), Map.of("bootstrap.servers", stack.bootstrapServers())));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String value : new String[] {"first", "second", "third"}) {
                partition = producer.send(
                                new ProducerRecord<>("order-events", "k".getBytes(UTF_8), value.getBytes(UTF_8)))
                        .get()
                        .partition();
            }
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aRecordIsReadAgainByItsPlace() {
        ConsumerRecord<byte[], byte[]> record = sources.read("order-events", partition, 1);

        assertThat(record.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(record.value()).isEqualTo("second".getBytes(UTF_8));
    }

    @Test
    void oneThatCannotBeHadIsNotTheRecordsFault() {
        assertThatThrownBy(() -> sources.read("order-events", partition, 3))
                .satisfies(e -> assertThat(Failures.ofRecord(e)).isEqualTo(Due.CIRCUMSTANCES));
    }
}
