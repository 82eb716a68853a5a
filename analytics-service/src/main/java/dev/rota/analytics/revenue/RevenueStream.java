package dev.rota.analytics.revenue;

import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.state.ConfirmedOrder;
import dev.rota.analytics.state.StateSerde;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Customer revenue: confirmed orders less those cancelled after that, per customer and currency, and who has the most. */
public final class RevenueStream {

    /** The topic, and the store that holds its latest records: by customer id. */
    public static final String REVENUE = "customer-revenue";

    /** The store of {@link RankKey}s, with empty values. */
    public static final String RANKING = "customer-ranking";

    /** Of the topic and of the stores: as many as those of the orders. */
    public static final int PARTITIONS = 6;

    /** The store of orders that count or counted, by order id. */
    static final String ORDERS = "customer-orders";

    /** The store of when to look at orders, for each no later than it is forgotten. */
    static final String FORGOTTEN = "customer-orders-deadlines";

    private RevenueStream() {}

    /**
     * Adds it to the topology.
     *
     * @param orders each once, keyed by customer
     * @param memory how long after it was last heard of an order may be cancelled
     */
    public static void add(KStream<String, OrderEvent> orders, EventSerdes serdes, Duration memory) {
        orders.process(
                        new ProcessorSupplier<String, OrderEvent, String, CustomerRevenue>() {
                            @Override
                            public Processor<String, OrderEvent, String, CustomerRevenue> get() {
                                return new RevenueProcessor(memory);
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return RevenueStream.stores();
                            }
                        },
                        Named.as("revenue"))
                .to(
                        REVENUE,
                        Produced.with(Serdes.String(), serdes.of(CustomerRevenue.class))
                                .withName("revenue-out"));
    }

    private static Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ORDERS),
                                Serdes.String(),
                                StateSerde.of(ConfirmedOrder.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(REVENUE),
                                Serdes.String(),
                                StateSerde.of(CustomerRevenue.class))
                        .withCachingEnabled(),
                DeadlineIndex.store(FORGOTTEN),
                // Without a cache: whoever reads a range while a full cache gives something up may miss it.
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(RANKING), Serdes.Bytes(), Serdes.ByteArray()));
    }
}
