package dev.rota.analytics.streams;

import dev.rota.analytics.streams.TasksAtWork.Stint;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Has every processor with stores of its own tell {@link TasksAtWork} when it begins and ends. Kafka Streams makes it. */
public final class WorkReports implements ProcessorWrapper {

    /** The setting that holds whom to tell. */
    static final String SETTING = "rota.tasks.at.work";

    private TasksAtWork tasks;

    @SuppressWarnings("NullAway.Init") // Kafka Streams configures it.
    public WorkReports() {}

    @Override
    public void configure(Map<String, ?> settings) {
        tasks = (TasksAtWork) Objects.requireNonNull(settings.get(SETTING));
    }

    @Override
    public <KIn, VIn, KOut, VOut> WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
            String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
        @Nullable Set<StoreBuilder<?>> stores = supplier.stores();
        if (stores == null || stores.isEmpty()) {
            return ProcessorWrapper.asWrapped(supplier);
        }
        Set<String> names = stores.stream().map(StoreBuilder::name).collect(Collectors.toUnmodifiableSet());
        return ProcessorWrapper.asWrapped(new ProcessorSupplier<KIn, VIn, KOut, VOut>() {
            @Override
            public Processor<KIn, VIn, KOut, VOut> get() {
                return new Reporting<>(supplier.get(), names, tasks);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        });
    }

    /** What such a processor keeps nobody asks for. */
    @Override
    public <KIn, VIn, VOut> WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(supplier);
    }

    private static final class Reporting<KIn, VIn, KOut, VOut> implements Processor<KIn, VIn, KOut, VOut> {

        private final Processor<KIn, VIn, KOut, VOut> processor;
        private final Set<String> stores;
        private final TasksAtWork tasks;
        private int partition;
        private @Nullable Stint stint;

        Reporting(Processor<KIn, VIn, KOut, VOut> processor, Set<String> stores, TasksAtWork tasks) {
            this.processor = processor;
            this.stores = stores;
            this.tasks = tasks;
        }

        /** Begins after the processor: one that cannot begin is not at work. */
        @Override
        public void init(ProcessorContext<KOut, VOut> context) {
            processor.init(context);
            partition = context.taskId().partition();
            stint = tasks.begin(stores, partition);
        }

        @Override
        public void process(Record<KIn, VIn> record) {
            processor.process(record);
        }

        @Override
        public void close() {
            if (stint != null) {
                tasks.end(stores, partition, stint);
                stint = null;
            }
            processor.close();
        }
    }
}
