package dev.rota.lab.bench.analytics;

import static dev.rota.lab.bench.MadeUp.mix;
import static dev.rota.lab.bench.MadeUp.uuid7;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.lab.bench.RegistryAvro;
import dev.rota.localstack.LocalStack;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * All inputs at a steady rate, as of now: orders' steps, an invoice for each confirmation, ambulances' readings; and some that are
 * not as they should be, so that each output has something to say. In turns, with one more order in each. Belongs to one thread.
 */
final class Traffic implements AutoCloseable {

    /** How long billing may take, as the service is told: short, for a deadline has to pass before a second invoice is said. */
    static final Duration BILLED_WITHIN = Duration.ofSeconds(3);

    private static final int SECOND_INVOICE_EACH = 25;
    private static final int LATE_EACH = 40;
    private static final int READING_EACH = 5;
    private static final int VEHICLES = 10;
    /** So many readings of an ambulance make an episode with the one that ends it. */
    private static final int EPISODE = 4;

    /** Of the numbers of orders whose only step is late; no other order has such a number. */
    private static final long LATE_ORDERS = 1L << 40;

    /** Records of a turn, on average. */
    private static final double PER_TURN = 3.9 + 1 + 1.0 / SECOND_INVOICE_EACH + 1.0 / LATE_EACH + 1.0 / READING_EACH;

    private final double turnsPerSecond;
    /** Turns between two steps of an order: half a second. */
    private final int apart;

    private final Sent sent;
    private final KafkaProducer<String, byte[]> producer;
    private final RegistryAvro<OrderEvent> orders;
    private final RegistryAvro<InvoiceIssued> invoices;
    private final RegistryAvro<VehicleTelemetry> readings;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private boolean lateOnes;
    private long records;

    /** Hears of what has to be said before its cause is sent. */
    @FunctionalInterface
    interface Sent {
        void expect(Output output, String cause);
    }

    /**
     * @param perSecond records of all inputs together
     */
    Traffic(LocalStack stack, double perSecond, Sent sent) {
        turnsPerSecond = perSecond / PER_TURN;
        apart = (int) Math.max(1, turnsPerSecond / 2);
        this.sent = sent;
        String registry = stack.registryUrl();
        orders = new RegistryAvro<>(registry, Backlog.TOPIC, OrderEvent.class);
        invoices = new RegistryAvro<>(registry, "invoices", InvoiceIssued.class);
        readings = new RegistryAvro<>(registry, "vehicle.telemetry", VehicleTelemetry.class);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    double turnsPerSecond() {
        return turnsPerSecond;
    }

    /** Records that were sent. */
    long records() {
        return records;
    }

    /** Steps of an hour before are sent from now on: the topology's time is today's. */
    void sendLateOnes() {
        lateOnes = true;
    }

    /**
     * Sends what is due in a turn, from 0 on.
     *
     * @throws IllegalStateException if a record was not stored
     */
    void send(long turn) {
        Exception failure = refused.get();
        if (failure != null) {
            throw new IllegalStateException("a record is not stored: " + failure, failure);
        }
        Instant now = Instant.now();
        Lives.forEachInTurn(0, Long.MAX_VALUE, apart, turn, (order, step) -> step(order, step, now));
        secondInvoice(turn, now);
        if (lateOnes && turn % LATE_EACH == 0) {
            OrderEvent event = Lives.event(LATE_ORDERS + turn, 0, now.minus(Duration.ofHours(1)));
            sent.expect(Output.LATE, event.getEventId());
            send(Backlog.TOPIC, event.getCustomerId(), orders.write(event));
        }
        if (turn % READING_EACH == 0) {
            reading(turn / READING_EACH, now);
        }
    }

    private void step(long order, int step, Instant now) {
        OrderEvent event = Lives.event(order, step, now);
        if (event.getType() == OrderEventType.CONFIRMED || event.getType() == OrderEventType.CANCELLED) {
            sent.expect(Output.REVENUE, event.getEventId());
        }
        if (Lives.isRefused(order, step)) {
            sent.expect(Output.ANOMALIES, event.getEventId());
        }
        send(Backlog.TOPIC, event.getCustomerId(), orders.write(event));
        if (event.getType() == OrderEventType.CONFIRMED) {
            invoice(order, "first", now);
        }
    }

    /** Long enough after the order was confirmed, in whichever of its steps that was. */
    private void secondInvoice(long turn, Instant now) {
        long order = turn - 2L * apart - (long) (turnsPerSecond * (BILLED_WITHIN.toSeconds() + 1));
        if (order >= 0 && order % SECOND_INVOICE_EACH == 0) {
            sent.expect(Output.DISCREPANCIES, invoiceId(order, "second"));
            invoice(order, "second", now);
        }
    }

    private void invoice(long order, String which, Instant now) {
        InvoiceIssued invoice = InvoiceIssued.newBuilder()
                .setEventId(id("event of " + which, order))
                .setInvoiceId(invoiceId(order, which))
                .setSourceEventId(id("source of " + which, order))
                .setSource(InvoiceSource.ORDER)
                .setKind(InvoiceKind.INVOICE)
                .setState(InvoiceState.PAID)
                .setDebtorId(Lives.customer(order))
                .setReference(Lives.orderId(order))
                .setAmount(Lives.amount(order))
                .setCurrency(Lives.currency(order))
                .setIssuedAt(now)
                .build();
        send("invoices", invoice.getDebtorId(), invoices.write(invoice));
    }

    private static String invoiceId(long order, String which) {
        return id(which, order);
    }

    private static String id(String what, long order) {
        return UUID.nameUUIDFromBytes((what + order).getBytes(UTF_8)).toString();
    }

    private void reading(long number, Instant now) {
        long vehicle = number % VEHICLES;
        long place = number / VEHICLES;
        boolean fast = place % EPISODE < EPISODE - 1;
        if (place % EPISODE == EPISODE - 2) {
            // The service names an alert after the reading that began it.
            String first = readingId(number - (EPISODE - 2L) * VEHICLES);
            sent.expect(
                    Output.ALERTS,
                    UUID.nameUUIDFromBytes(("vehicle-alert " + first).getBytes(UTF_8))
                            .toString());
        }
        VehicleTelemetry reading = VehicleTelemetry.newBuilder()
                .setEventId(readingId(number))
                .setVehicleId("vehicle-" + vehicle)
                .setSpeedKmph(fast ? 135 : 90)
                .setLatitude(51.5)
                .setLongitude(-0.1)
                .setOccurredAt(now)
                .build();
        send("vehicle.telemetry", reading.getVehicleId(), readings.write(reading));
    }

    private static String readingId(long number) {
        return uuid7(Instant.ofEpochMilli(number), mix(number), mix(~number)).toString();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of each failure
    private void send(String topic, String key, byte[] value) {
        records++;
        producer.send(new ProducerRecord<>(topic, key, value), (_, failure) -> {
            if (failure != null) {
                refused.set(failure);
            }
        });
    }

    @Override
    public void close() {
        producer.close();
    }
}
