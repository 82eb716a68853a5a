package dev.rota.lab.bench.analytics;

import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleAlert;
import dev.rota.lab.bench.RegistryAvro;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic that has a record for an input as soon as that was worked on. Results of minutes, unbilled orders and stuck ones are not
 * among these: they wait for a time to pass.
 */
enum Output {
    REVENUE("customer-revenue", 0, "an order that is confirmed, or cancelled after that") {
        @Override
        Function<byte[], String> causes(String registry) {
            return causes(registry, CustomerRevenue.class, CustomerRevenue::getEventId);
        }
    },
    ANOMALIES("order-anomalies", 1, "a step that may not be") {
        @Override
        Function<byte[], String> causes(String registry) {
            return causes(
                    registry, OrderAnomaly.class, anomaly -> Objects.toString(anomaly.getSourceEventId(), "stuck"));
        }
    },
    LATE("late-order-events", 1, "a step of an hour before") {
        @Override
        Function<byte[], String> causes(String registry) {
            return causes(registry, OrderEvent.class, OrderEvent::getEventId);
        }
    },
    DISCREPANCIES("billing-discrepancies", 0, "a second invoice, when the order's deadline has passed") {
        @Override
        Function<byte[], String> causes(String registry) {
            return causes(registry, BillingDiscrepancy.class, Output::cause);
        }
    },
    ALERTS("vehicle-alerts", 0, "the third reading in a row above the limit") {
        @Override
        Function<byte[], String> causes(String registry) {
            return causes(registry, VehicleAlert.class, VehicleAlert::getEventId);
        }
    };

    /** A cause that may be without having been announced: an invoice was read too long after its order, and no mistake was made. */
    static final String INVOICE_READ_LATE = "invoice-read-late";

    private final String topic;
    private final int hops;
    private final String cause;

    Output(String topic, int hops, String cause) {
        this.topic = topic;
        this.hops = hops;
        this.cause = cause;
    }

    String topic() {
        return topic;
    }

    /** Repartition topics on the way to it. */
    int hops() {
        return hops;
    }

    /** What it is timed from, in words. */
    String cause() {
        return cause;
    }

    /** How long its 99th percentile may be. */
    Duration bound(Duration commitInterval) {
        return commitInterval.multipliedBy(hops + 1L).plusMillis(50);
    }

    static String cause(BillingDiscrepancy discrepancy) {
        return switch (discrepancy.getKind()) {
            case BILLED_TWICE -> discrepancy.getInvoiceIds().getLast();
            case UNBILLED, BILLED_LATE -> INVOICE_READ_LATE;
            case UNKNOWN -> "unknown";
        };
    }

    /** Tells from a record by what it was caused, in the same words as {@link Traffic} does. */
    abstract Function<byte[], String> causes(String registry);

    final <T extends SpecificRecord> Function<byte[], String> causes(
            String registry, Class<T> type, Function<T, String> cause) {
        RegistryAvro<T> avro = new RegistryAvro<>(registry, topic, type);
        return bytes -> cause.apply(avro.read(bytes));
    }
}
