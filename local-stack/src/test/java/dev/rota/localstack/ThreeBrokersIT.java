package dev.rota.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster that can lose a broker. */
class ThreeBrokersIT {

    private static final String TOPIC = "order-events";

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "three-brokers-it"))
                .brokers(3)
                .start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void topicsHaveThreeCopiesOfWhichTwoMustBeInSync() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {

            // Not every broker has heard of the topic as soon as one has.
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                var description = admin.describeTopics(List.of(TOPIC))
                        .allTopicNames()
                        .get()
                        .get(TOPIC);
                var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);

                assertThat(description.partitions())
                        .allSatisfy(
                                partition -> assertThat(partition.replicas()).hasSize(3));
                assertThat(config.get("min.insync.replicas").value()).isEqualTo("2");
            });
        }
    }

    @Test
    void withOneBrokerKilledEveryPartitionIsStillAcknowledged() throws Exception {
        stack.kafka().broker(2).kill();

        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int partition = 0; partition < 6; partition++) {
                var acknowledged = producer.send(new ProducerRecord<>(TOPIC, partition, "key", "value"));
                assertThat(acknowledged.get(60, TimeUnit.SECONDS).hasOffset()).isTrue();
            }
        } finally {
            stack.kafka().broker(2).start();
        }
    }
}
