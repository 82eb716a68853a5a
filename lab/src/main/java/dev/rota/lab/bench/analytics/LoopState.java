package dev.rota.lab.bench.analytics;

import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import dev.rota.lab.bench.RegistryAvro;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the plain loop knows of one partition, on its heap: events that it has seen, orders that count or counted, what customers
 * come to, and their ranking. By the rules of the service's revenue, and for as long. Each change of it is also a record, from
 * which it can be made again. Belongs to the loop's thread.
 */
final class LoopState {

    /** Compacted topics of the loop's own: by event id, and by order id. */
    static final String SEEN = "revenue-loop-seen";

    static final String ORDERS = "revenue-loop-orders";

    /** The output, which has the totals: by customer id. */
    static final String REVENUE = "customer-revenue";

    private static final long SEEN_MILLIS = Duration.ofHours(1).toMillis();
    private static final long ORDER_MILLIS = Duration.ofDays(30).toMillis();
    private static final int SCALE = 4;
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(SCALE);

    private final RegistryAvro<CustomerRevenue> avro;
    private final Sink sink;

    private final Map<String, Long> seen = new LinkedHashMap<>();
    private final Map<String, Known> orders = new LinkedHashMap<>();
    private final Map<String, List<CurrencyTotal>> revenue = new HashMap<>();
    private final TreeSet<Place> ranking = new TreeSet<>(Comparator.comparing(Place::currency)
            .thenComparing(Place::revenue, Comparator.reverseOrder())
            .thenComparing(Place::customerId));
    private long now;

    /** Where changes are written, to the partition that this is the state of. */
    @FunctionalInterface
    interface Sink {
        void write(String topic, String key, byte @Nullable [] value);
    }

    private record Known(
            String customerId, BigDecimal amount, String currency, boolean mayBeCancelled, long touchedAt) {

        Known closed(long at) {
            return new Known(customerId, amount, currency, false, at);
        }
    }

    private record Place(String currency, BigDecimal revenue, String customerId) {}

    LoopState(RegistryAvro<CustomerRevenue> avro, Sink sink) {
        this.avro = avro;
        this.sink = sink;
    }

    /** Takes an event in, if it is not known. */
    void take(OrderEvent event, long writtenAt) {
        now = Math.max(now, Math.min(event.getOccurredAt().toEpochMilli(), writtenAt));
        if (seen.putIfAbsent(event.getEventId(), now) != null) {
            return;
        }
        sink.write(
                SEEN,
                event.getEventId(),
                ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        forget();
        @Nullable Known known = orders.get(event.getOrderId());
        switch (event.getType()) {
            case CONFIRMED -> {
                if (known == null) {
                    remember(event.getOrderId(), heardOf(event, true));
                    change(event, event.getCurrency(), event.getAmount(), NOTHING);
                }
            }
            case CANCELLED -> {
                remember(event.getOrderId(), known == null ? heardOf(event, false) : known.closed(now));
                if (known != null && known.mayBeCancelled()) {
                    change(event, known.currency(), NOTHING, known.amount());
                }
            }
            case SHIPPED, DELIVERED -> {
                if (known != null) {
                    remember(event.getOrderId(), known.closed(now));
                }
            }
            case CREATED, UNKNOWN -> {}
        }
    }

    private Known heardOf(OrderEvent event, boolean counts) {
        return new Known(event.getCustomerId(), event.getAmount(), event.getCurrency(), counts, now);
    }

    /** The one that was touched last is the last. */
    private void remember(String orderId, Known order) {
        orders.remove(orderId);
        orders.put(orderId, order);
        sink.write(ORDERS, orderId, bytes(order));
    }

    private void forget() {
        Iterator<Map.Entry<String, Long>> events = seen.entrySet().iterator();
        for (var first = events.next(); first.getValue() < now - SEEN_MILLIS; first = events.next()) {
            events.remove();
            sink.write(SEEN, first.getKey(), null);
        }
        Iterator<Map.Entry<String, Known>> old = orders.entrySet().iterator();
        while (old.hasNext()) {
            var first = old.next();
            if (first.getValue().touchedAt() >= now - ORDER_MILLIS) {
                return;
            }
            old.remove();
            sink.write(ORDERS, first.getKey(), null);
        }
    }

    private void change(OrderEvent event, String currency, BigDecimal confirmed, BigDecimal cancelled) {
        List<CurrencyTotal> before = revenue.getOrDefault(event.getCustomerId(), List.of());
        CurrencyTotal old = before.stream()
                .filter(total -> total.getCurrency().equals(currency))
                .findFirst()
                .orElseGet(() -> new CurrencyTotal(currency, NOTHING, NOTHING, 0L, 0L));
        CurrencyTotal changed = new CurrencyTotal(
                currency,
                old.getConfirmed().add(confirmed),
                old.getCancelled().add(cancelled),
                old.getConfirmedOrders() + confirmed.signum(),
                old.getCancelledOrders() + cancelled.signum());
        List<CurrencyTotal> after = new ArrayList<>(before);
        after.removeIf(total -> total.getCurrency().equals(currency));
        after.add(changed);
        after.sort(Comparator.comparing(CurrencyTotal::getCurrency));
        revenue.put(event.getCustomerId(), after);
        ranking.remove(place(event.getCustomerId(), old));
        ranking.add(place(event.getCustomerId(), changed));
        sink.write(
                REVENUE,
                event.getCustomerId(),
                avro.write(CustomerRevenue.newBuilder()
                        .setEventId(event.getEventId())
                        .setCustomerId(event.getCustomerId())
                        .setTotals(after)
                        .setAsOf(event.getOccurredAt())
                        .build()));
    }

    private static Place place(String customerId, CurrencyTotal total) {
        return new Place(total.getCurrency(), total.getConfirmed().subtract(total.getCancelled()), customerId);
    }

    /** Takes back what was written, in its order. */
    void restore(ConsumerRecord<String, byte[]> record) {
        switch (record.topic()) {
            case SEEN -> {
                if (record.value() == null) {
                    seen.remove(record.key());
                } else {
                    long at = ByteBuffer.wrap(record.value()).getLong();
                    seen.put(record.key(), at);
                    now = Math.max(now, at);
                }
            }
            case ORDERS -> {
                orders.remove(record.key());
                if (record.value() != null) {
                    orders.put(record.key(), known(record.value()));
                }
            }
            case REVENUE -> {
                List<CurrencyTotal> before = revenue.getOrDefault(record.key(), List.of());
                before.forEach(total -> ranking.remove(place(record.key(), total)));
                List<CurrencyTotal> after = avro.read(record.value()).getTotals();
                after.forEach(total -> ranking.add(place(record.key(), total)));
                revenue.put(record.key(), after);
            }
            default -> throw new IllegalArgumentException(record.topic());
        }
    }

    private static byte[] bytes(Known order) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(order.customerId());
            out.writeUTF(order.currency());
            out.writeBoolean(order.mayBeCancelled());
            out.writeLong(order.touchedAt());
            out.write(order.amount().unscaledValue().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Known known(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String customerId = in.readUTF();
            String currency = in.readUTF();
            boolean mayBeCancelled = in.readBoolean();
            long touchedAt = in.readLong();
            BigDecimal amount = new BigDecimal(new BigInteger(in.readAllBytes()), SCALE);
            return new Known(customerId, amount, currency, mayBeCancelled, touchedAt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
