package dev.rota.analytics.minutes;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.analytics.state.StateSerde;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.time.Watermarks;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.RevenuePerMinute;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Revenue per minute, type of step and currency, by event time; and the steps that came too late to be counted. */
public final class MinuteStream {

    /** The topic of results: by window, TYPE-CURRENCY. */
    public static final String RESULTS = "revenue-per-minute";

    /** The topic of steps that came when their minute had been said: by customer id. */
    public static final String LATE = "late-order-events";

    /** The store of {@link MinuteTotals}, said or not, by {@link MinuteKey}. */
    public static final String MINUTES = "revenue-minutes";

    /** The store of {@link Watermarks}. */
    static final String WATERMARKS = "revenue-minutes-watermarks";

    /** Where results are forwarded to. */
    static final String SAID_CHILD = "minutes-said";

    /** Where late steps are forwarded to. */
    static final String LATE_CHILD = "minutes-late";

    /** Of the store: as many as those of the topic of results. */
    public static final int PARTITIONS = 6;

    private MinuteStream() {}

    /**
     * Adds it to the topology.
     *
     * @param orders each once, and the ticks of a {@link SourceClock}
     */
    public static void add(KStream<String, OrderEvent> orders, EventSerdes serdes, TopologySettings settings) {
        KStream<String, SpecificRecord> minutes = orders.filter(
                        (_, event) -> event == null || event.getType() != OrderEventType.UNKNOWN,
                        Named.as("minutes-known"))
                .selectKey((key, event) -> event == null ? key : Minutes.window(event), Named.as("orders-by-type"))
                .repartition(Repartitioned.with(Serdes.String(), StateSerde.of(OrderEvent.class))
                        .withName("by-type")
                        .withStreamPartitioner(SourceClock::partitions)
                        .withNumberOfPartitions(PARTITIONS))
                .process(processor(settings), Named.as("minutes"));
        minutes.mapValues(RevenuePerMinute.class::cast, Named.as(SAID_CHILD))
                .to(
                        RESULTS,
                        Produced.with(Serdes.String(), serdes.of(RevenuePerMinute.class))
                                .withName("minutes-out"));
        minutes.mapValues(OrderEvent.class::cast, Named.as(LATE_CHILD))
                .to(
                        LATE,
                        Produced.with(Serdes.String(), serdes.of(OrderEvent.class))
                                .withName("minutes-late-out"));
    }

    private static ProcessorSupplier<String, OrderEvent, String, SpecificRecord> processor(TopologySettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, OrderEvent, String, SpecificRecord> get() {
                return new MinuteProcessor(settings.grace(), settings.minuteMemory(), settings.orderPartitions());
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        // Not cached: whoever reads a range while a full cache gives something up may miss it.
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(MINUTES),
                                Serdes.Bytes(),
                                StateSerde.of(MinuteTotals.class)),
                        Watermarks.store(WATERMARKS));
            }
        };
    }
}
