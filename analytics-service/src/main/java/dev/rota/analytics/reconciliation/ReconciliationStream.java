package dev.rota.analytics.reconciliation;

import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.state.StateSerde;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Confirmed orders against invoices: what is unbilled, billed late or billed twice, past a deadline. */
public final class ReconciliationStream {

    /** The topic of discrepancies, by customer id. */
    public static final String DISCREPANCIES = "billing-discrepancies";

    /** The store of {@link OrderBilling}s, by order id. */
    public static final String ORDERS = "reconciliation";

    /** The store of when to look at orders, for each no later than it is due. */
    static final String DEADLINES = "reconciliation-deadlines";

    private ReconciliationStream() {}

    /**
     * Adds it to the topology. Both topics have as many partitions, so a customer's orders and invoices are in the same task.
     *
     * @param orders each once, keyed by customer
     * @param invoices each once, keyed by debtor, who is the customer of an order
     */
    public static void add(
            KStream<String, OrderEvent> orders,
            KStream<String, InvoiceIssued> invoices,
            EventSerdes serdes,
            TopologySettings settings) {
        anyRecord(orders)
                .merge(anyRecord(invoices), Named.as("reconciliation-in"))
                .process(
                        new ProcessorSupplier<String, SpecificRecord, String, BillingDiscrepancy>() {
                            @Override
                            public Processor<String, SpecificRecord, String, BillingDiscrepancy> get() {
                                return new ReconciliationProcessor(settings);
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return ReconciliationStream.stores();
                            }
                        },
                        Named.as("reconciliation"))
                .to(
                        DISCREPANCIES,
                        Produced.with(Serdes.String(), serdes.of(BillingDiscrepancy.class))
                                .withName("billing-discrepancies-out"));
    }

    @SuppressWarnings("unchecked") // A stream is only read from.
    private static KStream<String, SpecificRecord> anyRecord(KStream<String, ? extends SpecificRecord> stream) {
        return (KStream<String, SpecificRecord>) stream;
    }

    private static Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ORDERS),
                                Serdes.String(),
                                StateSerde.of(OrderBilling.class))
                        .withCachingEnabled(),
                DeadlineIndex.store(DEADLINES));
    }
}
