package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rota.catalogue.SchemaRefusedException;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.TopicLog;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Conversions.DecimalConversion;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A second version of {@link OrderEvent} beside the first: who writes and reads what, and what never gets in. */
class SchemaEvolutionIT {

    private static final String TOPIC = "order-events";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With a new field that nobody has to write and nobody has to read. */
    private static final Schema SECOND = changed(order -> fields(order)
            .addObject()
            .put("name", "ward")
            .put("doc", "Who asked for it, where that is known.")
            .putNull("default")
            .putArray("type")
            .add("null")
            .add("string"));

    private static LocalStack stack;
    private static Component service;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "schema-evolution-it"))
                .with(Service.ORDER_PRODUCER, 1)
                .start();
        service = stack.component("order-producer-1");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void producersOfTheFirstVersionGoOnWithTheFirst() {
        int before = schemaId(post("customer-1"));

        stack.registry().register(TOPIC, SECOND);
        int after = schemaId(post("customer-1"));
        // From here on the service has to look its schema up, with the second version there.
        service.stop(Duration.ofSeconds(20));
        service.start();
        int afterRestart = schemaId(post("customer-1"));

        assertThat(after).isEqualTo(before);
        assertThat(afterRestart).isEqualTo(before).isNotEqualTo(schemaId(send(SECOND, "CREATED", "customer-2")));
    }

    @Test
    void readersOfTheFirstVersionReadTheSecond() {
        stack.registry().register(TOPIC, SECOND);

        Place place = send(SECOND, "CREATED", "customer-3");

        try (TopicLog log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), TOPIC)) {
            assertThat(log.at(place.partition(), place.offset()).value())
                    .isEqualTo(new OrderEvent(
                            "event-2",
                            "order-2",
                            "customer-3",
                            OrderEventType.CREATED,
                            new BigDecimal("12.5000"),
                            "EUR",
                            Instant.EPOCH));
        }
    }

    @Test
    void aStepOfALaterVersionIsReadAsUnknown() {
        Schema withReturns = changed(
                order -> ((ArrayNode) fields(order).get(indexOf(order, "type")).at("/type/symbols")).add("RETURNED"));
        stack.registry().register(TOPIC, withReturns);

        Place place = send(withReturns, "RETURNED", "customer-6");

        try (TopicLog log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), TOPIC)) {
            assertThat(log.at(place.partition(), place.offset()).value().get(3)).isEqualTo(OrderEventType.UNKNOWN);
        }
    }

    @Test
    void readersOfTheSecondVersionReadTheFirst() throws IOException {
        stack.registry().register(TOPIC, SECOND);

        GenericRecord read = readAsSecond(post("customer-4"));

        assertThat(read.get("customerId").toString()).isEqualTo("customer-4");
        assertThat(read.hasField("ward")).isTrue();
        assertThat(read.get("ward")).isNull();
    }

    static List<Arguments> incompatible() {
        return List.of(
                Arguments.of(
                        "a new field without a default",
                        "ward at /fields/7",
                        changed(order -> fields(order)
                                .addObject()
                                .put("name", "ward")
                                .put("doc", "Who asked for it.")
                                .put("type", "string"))),
                Arguments.of(
                        "a field that is gone",
                        "currency at /fields/5",
                        changed(order -> fields(order).remove(indexOf(order, "currency")))),
                Arguments.of(
                        "a field of another type",
                        "reader type: INT not compatible with writer type: STRING",
                        changed(order ->
                                ((ObjectNode) fields(order).get(indexOf(order, "orderId"))).put("type", "int"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void incompatible(String what, String reason, Schema schema) {
        assertThatThrownBy(() -> stack.registry().register(TOPIC, schema))
                .isInstanceOf(StackException.class)
                .hasCauseInstanceOf(SchemaRefusedException.class)
                .hasMessageContainingAll("status 400", "Incompatible artifact: order-events-value", reason);

        assertThat(post("customer-5").offset()).isNotNegative();
    }

    /** A record's place in the log. */
    private record Place(int partition, long offset) {}

    private static Place post(String customer) {
        var answer = new Api(URI.create(service.address())).post("/orders", """
                {"customerId": "%s", "type": "CREATED", "amount": 1, "currency": "EUR"}""".formatted(customer));
        assertThat(answer.status()).isEqualTo(202);
        return new Place(
                answer.body().get("partition").asInt(),
                answer.body().get("offset").asLong());
    }

    /** A producer that has moved on. */
    private static Place send(Schema schema, String step, String customer) {
        GenericRecord order = new GenericRecordBuilder(schema)
                .set("eventId", "event-2")
                .set("orderId", "order-2")
                .set("customerId", customer)
                .set("type", new GenericData.EnumSymbol(schema.getField("type").schema(), step))
                .set(
                        "amount",
                        new DecimalConversion().toBytes(new BigDecimal("12.5000"), schema, LogicalTypes.decimal(19, 4)))
                .set("currency", "EUR")
                .set("occurredAt", 0L)
                .build();
        if (schema.getField("ward") != null) {
            order.put("ward", "B-2");
        }
        try (AvroKafkaSerializer<GenericRecord> values = new AvroKafkaSerializer<>();
                FirstLookup lookup = new FirstLookup(Duration.ofSeconds(5), 3)) {
            values.configure(
                    Map.of("apicurio.registry.url", stack.registryUrl(), "apicurio.registry.dereference-schema", true),
                    false);
            byte[] value = lookup.run(TOPIC, () -> values.serialize(TOPIC, order));
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", stack.bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer())) {
                RecordMetadata place = producer.send(new ProducerRecord<>(TOPIC, customer, value))
                        .get();
                return new Place(place.partition(), place.offset());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static GenericRecord readAsSecond(Place place) throws IOException {
        byte[] value = bytes(place);
        int header = 1 + Integer.BYTES;
        return new GenericDatumReader<GenericRecord>(OrderEvent.getClassSchema(), SECOND)
                .read(null, DecoderFactory.get().binaryDecoder(value, header, value.length - header, null));
    }

    /** The first byte is 0, the four after it are the schema's id. */
    private static int schemaId(Place place) {
        ByteBuffer value = ByteBuffer.wrap(bytes(place));
        assertThat(value.get()).isZero();
        return value.getInt();
    }

    private static byte[] bytes(Place place) {
        TopicPartition partition = new TopicPartition(TOPIC, place.partition());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            return consumer.poll(Duration.ofSeconds(20))
                    .records(partition)
                    .getFirst()
                    .value();
        }
    }

    private static Schema changed(Consumer<ObjectNode> change) {
        try {
            ObjectNode order =
                    (ObjectNode) JSON.readTree(OrderEvent.getClassSchema().toString());
            change.accept(order);
            return new Schema.Parser().parse(order.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArrayNode fields(ObjectNode order) {
        return (ArrayNode) order.get("fields");
    }

    private static int indexOf(ObjectNode order, String name) {
        ArrayNode fields = fields(order);
        for (int index = 0; index < fields.size(); index++) {
            if (fields.get(index).get("name").asText().equals(name)) {
                return index;
            }
        }
        throw new IllegalArgumentException(name);
    }
}
