package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.evaluation.FirstRecord;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.lagmonitor.sampling.RecordReader.From;
import dev.rota.localstack.LocalStack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What there is to be read first, on a real broker: behind markers, aborted records, and nothing at all. */
class RecordReaderIT {

    private static final Path DATA = Path.of("target", "record-reader-it");

    private static LocalStack stack;
    private static Admin admin;

    private String topic;
    private RecordReader reader;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder().data(DATA).brokers(1).start();
        admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        stack.close();
    }

    @BeforeEach
    void open() throws Exception {
        topic = "records-" + UUID.randomUUID();
        admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        reader =
                new RecordReader(Map.of("bootstrap.servers", stack.bootstrapServers(), "group.id", "not-to-be-joined"));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void eachPlaceHasARecordOfItsOwnAndItsTimestamp() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            write(producer, 0, 1_000, 2_000, 3_000);
            write(producer, 1, 4_000);
        }

        awaitFound(Map.of(
                from(0, 0), new FirstRecord(0, Optional.of(Instant.ofEpochMilli(1_000))),
                from(0, 2), new FirstRecord(2, Optional.of(Instant.ofEpochMilli(3_000))),
                from(1, 0), new FirstRecord(0, Optional.of(Instant.ofEpochMilli(4_000)))));
    }

    @Test
    void markersAndAbortedRecordsAreNone() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            write(producer, 0, 1_000);
            producer.commitTransaction();
            producer.beginTransaction();
            write(producer, 0, 2_000, 3_000);
            producer.abortTransaction();
            producer.beginTransaction();
            write(producer, 0, 4_000);
            producer.commitTransaction();
        }

        // A record, its marker, two that were aborted and theirs; a record and its marker.
        FirstRecord last = new FirstRecord(5, Optional.of(Instant.ofEpochMilli(4_000)));
        awaitFound(Map.of(
                from(0, 0),
                new FirstRecord(0, Optional.of(Instant.ofEpochMilli(1_000))),
                from(0, 1),
                last,
                from(0, 3),
                last,
                from(0, 6),
                new FirstRecord(7, Optional.empty())));
    }

    @Test
    void aPartitionThatIsCorruptKeepsNoOtherFromBeingRead() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            write(producer, 0, 1_000);
            write(producer, 1, 2_000);
            write(producer, 2, 3_000);
        }
        spoil(1);

        Map<From, FirstRecord> sound = Map.of(
                from(0, 0), new FirstRecord(0, Optional.of(Instant.ofEpochMilli(1_000))),
                from(2, 0), new FirstRecord(0, Optional.of(Instant.ofEpochMilli(3_000))));
        List<From> places = List.of(from(0, 0), from(1, 0), from(2, 0));
        awaitFound(places, sound);
        // Also when it is known to be corrupt, and the others have moved on.
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            write(producer, 0, 4_000);
        }
        awaitFound(
                List.of(from(0, 1), from(1, 0)),
                Map.of(from(0, 1), new FirstRecord(1, Optional.of(Instant.ofEpochMilli(4_000)))));
    }

    /** Turns the last byte of the partition's log around, so that its checksum is wrong. */
    private void spoil(int partition) throws IOException {
        try (Stream<Path> files = Files.walk(DATA)) {
            Path log = files.filter(file -> file.endsWith(Path.of(topic + "-" + partition, "00000000000000000000.log")))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                file.seek(file.length() - 1);
                int last = file.read();
                file.seek(file.length() - 1);
                file.write(~last);
            }
        }
    }

    @Test
    void itJoinsNoGroup() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            write(producer, 0, 1_000);
        }
        awaitFound(Map.of(from(0, 0), new FirstRecord(0, Optional.of(Instant.ofEpochMilli(1_000)))));

        assertThat(admin.listGroups().all().get()).isEmpty();
    }

    /** What cannot be read in the time of one tick is read in another. */
    private void awaitFound(Map<From, FirstRecord> expected) throws Exception {
        awaitFound(expected.keySet(), expected);
    }

    private void awaitFound(Collection<From> places, Map<From, FirstRecord> expected) throws Exception {
        Map<PartitionId, LogOffsets> logs = new HashMap<>();
        new LogOffsetReader(admin, Configured.with(Map.of()))
                .read(List.of(new PartitionId(topic, 0), new PartitionId(topic, 1), new PartitionId(topic, 2)))
                .forEach((partition, reading) -> {
                    if (reading instanceof Reading.Taken<LogOffsets>(LogOffsets offsets)) {
                        logs.put(partition, offsets);
                    }
                });
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(reader.read(places, logs)).isEqualTo(expected));
    }

    private From from(int partition, long offset) {
        return new From(new PartitionId(topic, partition), offset);
    }

    private void write(KafkaProducer<byte[], byte[]> producer, int partition, long... timestamps) {
        for (long timestamp : timestamps) {
            var _ = producer.send(new ProducerRecord<>(topic, partition, timestamp, null, new byte[1]));
        }
        producer.flush();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", stack.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
