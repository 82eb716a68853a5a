package dev.rota.lab.bench.billing;

import dev.rota.lab.bench.MadeUp;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes the rows that billing on account writes, to inbox, invoices and outbox, over one connection and from orders that
 * it has in memory: no topic, no lookup, no fence. Belongs to one thread.
 */
abstract sealed class PlainWriter implements AutoCloseable permits PlainWriter.Unnest, PlainWriter.RowByRow {

    private static final int PARTITIONS = 6;

    private final Connection connection;
    private long invoices;

    private PlainWriter(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** Writes them in one transaction. */
    final void write(List<Order> orders) throws SQLException {
        insert(orders);
        connection.commit();
    }

    abstract void insert(List<Order> orders) throws SQLException;

    /** Rises, as the service's ids do. */
    final UUID nextInvoiceId() {
        return MadeUp.uuid7(Instant.now(), 0, ++invoices);
    }

    static int partitionOf(Order order) {
        return (int) (order.number() % PARTITIONS);
    }

    static long offsetOf(Order order) {
        return order.number() / PARTITIONS;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** One statement per table and transaction, a column of all rows in one array: as fast as SQL statements get. */
    static final class Unnest extends PlainWriter {

        private final Connection connection;
        private final PreparedStatement inbox;
        private final PreparedStatement invoices;
        private final PreparedStatement outbox;

        Unnest(Connection connection) throws SQLException {
            super(connection);
            this.connection = connection;
            inbox = connection.prepareStatement("""
                    INSERT INTO inbox (event_id, topic, partition, record_offset)
                    SELECT event_id, 'order-events', partition, record_offset
                    FROM unnest(?::uuid[], ?::int[], ?::bigint[]) AS came (event_id, partition, record_offset)""");
            invoices = connection.prepareStatement("""
                    INSERT INTO invoices
                        (id, source_event_id, source, customer_id, reference, amount, currency, occurred_at, state)
                    SELECT id, event_id, 'ORDER', customer_id, reference, amount, currency, occurred_at, 'OPEN'
                    FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::text[], ?::timestamptz[])
                        AS due (id, event_id, customer_id, reference, amount, currency, occurred_at)""");
            outbox = connection.prepareStatement("""
                    INSERT INTO outbox
                        (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency, issued_at)
                    SELECT document_id, event_id, 'ORDER', 'INVOICE', 'OPEN', customer_id, reference, amount, currency, now()
                    FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::text[])
                        AS settled (document_id, event_id, customer_id, reference, amount, currency)""");
        }

        @Override
        void insert(List<Order> orders) throws SQLException {
            List<UUID> ids = orders.stream().map(_ -> nextInvoiceId()).toList();
            Array invoiceIds = connection.createArrayOf("uuid", ids.toArray());
            Array eventIds = column("uuid", orders, Order::eventId);
            Array customers = column("text", orders, Order::customerId);
            Array references = column("text", orders, Order::orderId);
            Array amounts = column("numeric", orders, Order::amount);
            Array currencies = column("text", orders, _ -> Order.CURRENCY);

            execute(
                    inbox,
                    eventIds,
                    column("int4", orders, PlainWriter::partitionOf),
                    column("bigint", orders, PlainWriter::offsetOf));
            execute(
                    invoices,
                    invoiceIds,
                    eventIds,
                    customers,
                    references,
                    amounts,
                    currencies,
                    column("timestamptz", orders, order -> order.confirmedAt().atOffset(ZoneOffset.UTC)));
            execute(outbox, invoiceIds, eventIds, customers, references, amounts, currencies);
        }

        private Array column(String type, List<Order> orders, Function<Order, Object> column) throws SQLException {
            return connection.createArrayOf(type, orders.stream().map(column).toArray());
        }

        private static void execute(PreparedStatement statement, Array... columns) throws SQLException {
            for (int column = 0; column < columns.length; column++) {
                statement.setArray(column + 1, columns[column]);
            }
            statement.executeUpdate();
        }
    }

    /** One row at a time: what a handler does that knows nothing of batches. */
    static final class RowByRow extends PlainWriter {

        private final PreparedStatement inbox;
        private final PreparedStatement invoice;
        private final PreparedStatement outbox;

        RowByRow(Connection connection) throws SQLException {
            super(connection);
            inbox = connection.prepareStatement(
                    "INSERT INTO inbox (event_id, topic, partition, record_offset) VALUES (?, 'order-events', ?, ?)");
            invoice = connection.prepareStatement("""
                    INSERT INTO invoices
                        (id, source_event_id, source, customer_id, reference, amount, currency, occurred_at, state)
                    VALUES (?, ?, 'ORDER', ?, ?, ?, ?, ?, 'OPEN')""");
            outbox = connection.prepareStatement("""
                    INSERT INTO outbox
                        (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency, issued_at)
                    VALUES (?, ?, 'ORDER', 'INVOICE', 'OPEN', ?, ?, ?, ?, now())""");
        }

        @Override
        void insert(List<Order> orders) throws SQLException {
            for (Order order : orders) {
                insert(order, nextInvoiceId());
            }
        }

        private void insert(Order order, UUID id) throws SQLException {
            BigDecimal amount = order.amount();
            execute(inbox, order.eventId(), partitionOf(order), offsetOf(order));
            execute(
                    invoice,
                    id,
                    order.eventId(),
                    order.customerId(),
                    order.orderId(),
                    amount,
                    Order.CURRENCY,
                    order.confirmedAt().atOffset(ZoneOffset.UTC));
            execute(outbox, id, order.eventId(), order.customerId(), order.orderId(), amount, Order.CURRENCY);
        }

        private static void execute(PreparedStatement statement, Object... values) throws SQLException {
            for (int value = 0; value < values.length; value++) {
                statement.setObject(value + 1, values[value]);
            }
            statement.executeUpdate();
        }
    }
}
