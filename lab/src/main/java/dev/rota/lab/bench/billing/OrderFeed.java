package dev.rota.lab.bench.billing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Puts confirmed orders on the topic {@value #TOPIC}, as order-producer would: keyed by customer, Avro by the registry. */
final class OrderFeed {

    static final String TOPIC = "order-events";

    /** Of so many events one comes a second time, right behind: a producer that was not sure. */
    static final int REPEAT_EACH = 100;

    private static final int NO_MAGIC = 0;

    private final LocalStack stack;
    private final int contentId;
    private final SpecificDatumWriter<OrderEvent> writer = new SpecificDatumWriter<>(OrderEvent.class);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder encoder;

    /**
     * Looks up the schema.
     *
     * @throws StackException if the registry does not have it
     */
    OrderFeed(LocalStack stack) {
        this.stack = stack;
        contentId = contentId(stack.registryUrl());
    }

    private static int contentId(String registry) {
        URI version = URI.create(registry + "/groups/default/artifacts/" + TOPIC + "-value/versions/branch=latest");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(version).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new StackException(version + " answered " + answer.statusCode() + ".");
            }
            return new ObjectMapper().readTree(answer.body()).path("contentId").intValue();
        } catch (IOException e) {
            throw new UncheckedIOException("The schema registry does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while asking the schema registry.", e);
        }
    }

    /**
     * Sends all of them, and some twice.
     *
     * @return how many records that were
     * @throws IllegalStateException if a record is not stored
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of each failure
    long send(OrderRange orders) {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        long records = 0;
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "batch.size", 64 * 1024, "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            Iterator<Order> each = orders.orders().iterator();
            while (each.hasNext() && refused.get() == null) {
                Order order = each.next();
                byte[] value = encode(order);
                int copies = order.number() % REPEAT_EACH == 0 ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    producer.send(new ProducerRecord<>(TOPIC, order.customerId(), value), (stored, failure) -> {
                        if (failure != null) {
                            refused.set(failure);
                        }
                    });
                }
                records += copies;
            }
        }
        Exception failure = refused.get();
        if (failure != null) {
            throw new IllegalStateException("the topic cannot be filled: " + failure, failure);
        }
        return records;
    }

    /** A zero byte and the registry's four of the schema's id, then the Avro record. */
    private byte[] encode(Order order) {
        OrderEvent event = OrderEvent.newBuilder()
                .setEventId(order.eventId().toString())
                .setOrderId(order.orderId())
                .setCustomerId(order.customerId())
                .setType(OrderEventType.CONFIRMED)
                .setAmount(order.amount())
                .setCurrency(Order.CURRENCY)
                .setOccurredAt(order.confirmedAt())
                .build();
        try {
            bytes.reset();
            DataOutputStream prefix = new DataOutputStream(bytes);
            prefix.writeByte(NO_MAGIC);
            prefix.writeInt(contentId);
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writer.write(event, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
