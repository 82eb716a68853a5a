package dev.rota.lab.bench.billing;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.lab.bench.RegistryAvro;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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

    private final LocalStack stack;
    private final RegistryAvro<OrderEvent> avro;

    /**
     * Looks up the schema.
     *
     * @throws StackException if the registry does not have it
     */
    OrderFeed(LocalStack stack) {
        this.stack = stack;
        avro = new RegistryAvro<>(stack.registryUrl(), TOPIC, OrderEvent.class);
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

    private byte[] encode(Order order) {
        return avro.write(OrderEvent.newBuilder()
                .setEventId(order.eventId().toString())
                .setOrderId(order.orderId())
                .setCustomerId(order.customerId())
                .setType(OrderEventType.CONFIRMED)
                .setAmount(order.amount())
                .setCurrency(Order.CURRENCY)
                .setOccurredAt(order.confirmedAt())
                .build());
    }
}
