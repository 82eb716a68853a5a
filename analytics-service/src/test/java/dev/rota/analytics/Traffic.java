package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.CREATED;
import static dev.rota.contracts.OrderEventType.DELIVERED;
import static dev.rota.contracts.OrderEventType.SHIPPED;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Customers who order, billing that asks them for money and ambulances on the road, from a thread of its own: much of it right, some of it
 * twice, late, out of order or no event at all. Each tenth of a second is a transaction; every fifth of them is aborted. Events happen twenty
 * times as fast as they are sent, for minutes to pass.
 *
 * <p>What becomes of a transaction when brokers fail is not looked at: whoever reads the topics will see.
 */
final class Traffic implements AutoCloseable {

    static final List<String> CUSTOMERS =
            IntStream.range(0, 24).mapToObj(i -> "c-" + i).toList();

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration TICK_OF_EVENTS = TICK.multipliedBy(20);

    /** So early that the events' time never gets to that of the clock. */
    private static final Duration AGO = Duration.ofHours(3);

    private static final int ORDERS_AT_ONCE = 8;
    private static final int VEHICLES = 6;
    private static final int READINGS = 2;
    private static final int REMEMBERED = 40;
    private static final Duration LATE = Duration.ofMinutes(10);
    private static final List<String> CURRENCIES = List.of("EUR", "USD");

    /** What orders go through, legal or not. */
    private static final List<List<OrderEventType>> STORIES = List.of(
            List.of(CREATED, CONFIRMED, SHIPPED, DELIVERED),
            List.of(CREATED, CONFIRMED, SHIPPED, DELIVERED),
            List.of(CREATED, CONFIRMED, CANCELLED),
            List.of(CREATED, CONFIRMED, CANCELLED, SHIPPED, CANCELLED),
            List.of(CREATED, CANCELLED),
            List.of(CREATED, CREATED, CONFIRMED, CONFIRMED, DELIVERED, SHIPPED, CANCELLED, DELIVERED),
            List.of(CONFIRMED, CREATED, SHIPPED));

    private final Inputs inputs;
    private final String bootstrapServers;
    private final Random random = new Random(7);
    private final List<Order> open = new ArrayList<>();
    private final Deque<ProducerRecord<byte[], byte[]>> recent = new ArrayDeque<>();
    private final Thread thread;
    private Instant now = Instant.now().minus(AGO).truncatedTo(ChronoUnit.MILLIS);
    private KafkaProducer<byte[], byte[]> producer;
    private volatile boolean stopped;

    /** An order, and what it has still to go through. */
    private record Order(String id, String customer, String currency, BigDecimal amount, Deque<OrderEventType> steps) {}

    /** Begins to send: first all steps in all currencies of every customer. */
    Traffic(LocalStack stack, Inputs inputs) {
        this.inputs = inputs;
        bootstrapServers = stack.bootstrapServers();
        producer = connect();
        sendForSure(allSteps());
        thread = Thread.ofPlatform().name("traffic").start(this::send);
    }

    private void send() {
        long due = System.nanoTime();
        for (int tick = 1; !stopped; tick++) {
            now = now.plus(TICK_OF_EVENTS);
            boolean abort = tick % 5 == 0;
            send(abort ? neverToBeSeen() : happenings(), abort);
            due = Math.max(due + TICK.toNanos(), System.nanoTime());
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /**
     * Sends no more but one last time all steps in all currencies of every customer: then all that was before is past its time.
     *
     * @return when that happened
     */
    Instant end() {
        stop();
        now = now.plus(Recount.BILLED_WITHIN).plus(Recount.GRACE).plus(Duration.ofMinutes(3));
        sendForSure(allSteps());
        return now;
    }

    private List<ProducerRecord<byte[], byte[]>> allSteps() {
        List<ProducerRecord<byte[], byte[]>> steps = new ArrayList<>();
        for (String customer : CUSTOMERS) {
            for (String currency : CURRENCIES) {
                for (List<OrderEventType> story :
                        List.of(List.of(CREATED, CONFIRMED, SHIPPED, DELIVERED), List.of(CREATED, CANCELLED))) {
                    Order order = order(customer, currency, story);
                    story.forEach(step -> steps.add(message(event(order, step, now))));
                }
            }
        }
        return steps;
    }

    /** Bills orders when it is too late for that. */
    void bill(List<Results.Discrepancy> orders) {
        now = now.plusSeconds(1);
        sendForSure(orders.stream()
                .map(order -> invoice(order.orderId(), order.customerId(), order.amount(), order.currency()))
                .toList());
    }

    private void sendForSure(List<ProducerRecord<byte[], byte[]>> messages) {
        while (!send(messages, false)) {
            // The same events again are no more than what was sent twice.
        }
    }

    private boolean send(List<ProducerRecord<byte[], byte[]>> messages, boolean abort) {
        try {
            producer.beginTransaction();
            messages.forEach(message -> {
                var _ = producer.send(message);
            });
            if (abort) {
                producer.flush();
                producer.abortTransaction();
            } else {
                producer.commitTransaction();
            }
            return true;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            producer = connect();
            return false;
        }
    }

    /** Ends the transaction of a producer before it, one way or the other. */
    private KafkaProducer<byte[], byte[]> connect() {
        while (true) {
            KafkaProducer<byte[], byte[]> connected = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "traffic", "linger.ms", 20),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            try {
                connected.initTransactions();
                return connected;
            } catch (KafkaException e) {
                connected.close(Duration.ZERO);
            }
        }
    }

    private List<ProducerRecord<byte[], byte[]>> happenings() {
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
        while (open.size() < ORDERS_AT_ONCE) {
            open.add(order(any(CUSTOMERS), any(CURRENCIES), any(STORIES)));
        }
        for (Order order : List.copyOf(open)) {
            if (random.nextInt(3) > 0) {
                batch.addAll(step(order));
            }
        }
        for (int i = 0; i < READINGS; i++) {
            batch.add(reading(now.plusMillis(i)));
        }
        recent.addAll(batch);
        while (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        if (random.nextInt(2) == 0) {
            batch.add(any(List.copyOf(recent)));
        }
        if (random.nextInt(5) == 0) {
            batch.add(reading(now.minusSeconds(20)));
            batch.add(unusable());
        }
        return batch;
    }

    /** An order's next step; with it goes what billing makes of it: mostly one invoice. */
    private List<ProducerRecord<byte[], byte[]>> step(Order order) {
        OrderEventType type = order.steps().removeFirst();
        if (order.steps().isEmpty()) {
            open.remove(order);
        }
        boolean late = random.nextInt(50) == 0;
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        messages.add(message(event(order, type, late ? now.minus(LATE) : now)));
        if (type == CONFIRMED) {
            int invoices = List.of(1, 1, 1, 1, 1, 1, 0, 0, 2, 3).get(random.nextInt(10));
            for (int i = 0; i < invoices; i++) {
                messages.add(invoice(order.id(), order.customer(), order.amount(), order.currency()));
            }
        }
        return messages;
    }

    /** It would show in every output. */
    private List<ProducerRecord<byte[], byte[]>> neverToBeSeen() {
        Order order = order(any(CUSTOMERS), any(CURRENCIES), List.of(CREATED));
        List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (OrderEventType type : List.of(CREATED, CONFIRMED, CONFIRMED, SHIPPED)) {
            batch.add(message(event(order, type, now)));
        }
        open.forEach(victim -> {
            batch.add(message(event(victim, CANCELLED, now)));
            batch.add(invoice(victim.id(), victim.customer(), victim.amount(), victim.currency()));
        });
        batch.add(reading(now));
        batch.add(unusable());
        return batch;
    }

    private ProducerRecord<byte[], byte[]> unusable() {
        ProducerRecord<byte[], byte[]> good = any(List.of(
                message(event(order(any(CUSTOMERS), "EUR", List.of(CREATED)), CREATED, now)),
                invoice("o-unusable", any(CUSTOMERS), BigDecimal.ONE.setScale(4), "EUR"),
                reading(now)));
        byte[] value = good.value();
        return switch (random.nextInt(8)) {
            case 0 -> with(good, "no event".getBytes(UTF_8));
            case 1 -> with(good, new byte[0]);
            case 2 -> with(good, Arrays.copyOf(value, value.length / 2));
            case 3 -> with(good, null);
            case 4 -> with(good, checkout());
            case 5 -> written(good.topic(), null, value);
            case 6 -> written(good.topic(), "another's".getBytes(UTF_8), value);
            default -> reading(now, -1);
        };
    }

    private ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> good, byte @Nullable [] value) {
        return written(good.topic(), good.key(), value);
    }

    /** At once, by the events' clock: that is when what has no time of its own occurred. */
    private ProducerRecord<byte[], byte[]> written(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, null, now.plus(TICK).toEpochMilli(), key, value);
    }

    private byte[] checkout() {
        return inputs.bytes(
                "patient-checkout",
                new PatientCheckout(id(), "p-1", "B-1", List.of(), BigDecimal.ONE.setScale(4), "EUR", now));
    }

    private Order order(String customer, String currency, List<OrderEventType> story) {
        BigDecimal amount = BigDecimal.valueOf(1 + random.nextInt(10_000_000), 4);
        return new Order("o-" + id(), customer, currency, amount, new ArrayDeque<>(story));
    }

    private OrderEvent event(Order order, OrderEventType type, Instant at) {
        return new OrderEvent(id(), order.id(), order.customer(), type, order.amount(), order.currency(), at);
    }

    private ProducerRecord<byte[], byte[]> message(OrderEvent event) {
        return message("order-events", event.getCustomerId(), event);
    }

    private ProducerRecord<byte[], byte[]> invoice(
            String orderId, String customer, BigDecimal amount, String currency) {
        InvoiceIssued invoice = InvoiceIssued.newBuilder()
                .setEventId(id())
                .setInvoiceId(id())
                .setSourceEventId(id())
                .setSource(InvoiceSource.ORDER)
                .setKind(InvoiceKind.INVOICE)
                .setState(InvoiceState.PAID)
                .setDebtorId(customer)
                .setReference(orderId)
                .setAmount(amount)
                .setCurrency(currency)
                .setIssuedAt(now)
                .build();
        return message("invoices", customer, invoice);
    }

    /** Too fast more often than not. */
    private ProducerRecord<byte[], byte[]> reading(Instant at) {
        return reading(at, 80 + random.nextInt(90));
    }

    private ProducerRecord<byte[], byte[]> reading(Instant at, double kmph) {
        String vehicle = "v-" + random.nextInt(VEHICLES);
        return message("vehicle.telemetry", vehicle, new VehicleTelemetry(id(), vehicle, kmph, 48.1, 11.6, at));
    }

    private ProducerRecord<byte[], byte[]> message(String topic, String key, SpecificRecord event) {
        return written(topic, key.getBytes(UTF_8), inputs.bytes(topic, event));
    }

    private String id() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        producer.close(Duration.ZERO);
    }
}
