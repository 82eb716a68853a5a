package dev.rota.analytics.lifecycle;

import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.state.StateSerde;
import dev.rota.analytics.state.TrackedOrder;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.time.Watermarks;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Order lifecycles: where each order stands, what it may not do, and where it stays for too long. */
public final class LifecycleStream {

    /** The topic of steps that may not be, and of orders that are stuck: by order id. */
    public static final String ANOMALIES = "order-anomalies";

    /** The store of {@link TrackedOrder}s, by order id. */
    public static final String ORDERS = "orders";

    /** The store of when to look at orders, for each no later than it is due. */
    static final String DEADLINES = "order-deadlines";

    /** The store of {@link Watermarks}. */
    static final String WATERMARKS = "order-watermarks";

    /** Of the stores: as many as those of the topic of anomalies. */
    public static final int PARTITIONS = 6;

    private LifecycleStream() {}

    /**
     * Adds it to the topology.
     *
     * @param orders each once, and the ticks of a {@link SourceClock}
     */
    public static void add(KStream<String, OrderEvent> orders, EventSerdes serdes, TopologySettings settings) {
        orders.selectKey((key, event) -> event == null ? key : event.getOrderId(), Named.as("orders-by-order"))
                .repartition(Repartitioned.with(Serdes.String(), StateSerde.of(OrderEvent.class))
                        .withName("by-order")
                        .withStreamPartitioner(SourceClock::partitions)
                        .withNumberOfPartitions(PARTITIONS))
                .process(
                        new ProcessorSupplier<String, OrderEvent, String, OrderAnomaly>() {
                            @Override
                            public Processor<String, OrderEvent, String, OrderAnomaly> get() {
                                return new LifecycleProcessor(
                                        settings.stuckAfter(), settings.orderMemory(), settings.orderPartitions());
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return LifecycleStream.stores();
                            }
                        },
                        Named.as("lifecycle"))
                .to(
                        ANOMALIES,
                        Produced.with(Serdes.String(), serdes.of(OrderAnomaly.class))
                                .withName("anomalies-out"));
    }

    private static Set<StoreBuilder<?>> stores() {
        return Set.of(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ORDERS),
                                Serdes.String(),
                                StateSerde.of(TrackedOrder.class))
                        .withCachingEnabled(),
                DeadlineIndex.store(DEADLINES),
                Watermarks.store(WATERMARKS));
    }
}
