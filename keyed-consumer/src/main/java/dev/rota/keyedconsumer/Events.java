package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happened, and keeps what they throw away from the engine. Safe for all threads. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedConsumer.class);

    private final EventCounters counters;
    private final Optional<ConsumerListener> listener;
    private final List<ConsumerListener> all;

    /** @param listener the user's; empty if there is none */
    Events(EventCounters counters, EventLog log, Optional<ConsumerListener> listener) {
        this.counters = counters;
        this.listener = listener;
        this.all = Stream.concat(Stream.of(counters, log), listener.stream()).toList();
    }

    /** Whether anybody wants to know how long handling takes. */
    boolean isTiming() {
        return listener.isPresent();
    }

    /** A record was handled: like {@link #tell}, but it is told for each record, and mostly to nobody. */
    void handled(ReceivedRecord<?, ?> record, long tookNanos) {
        counters.handled();
        if (listener.isPresent()) {
            ConsumerListener user = listener.get();
            try {
                user.onHandled(
                        record.topicPartition(), record.offset(), record.timestamp(), Duration.ofNanos(tookNanos));
            } catch (Throwable t) {
                report(user, t);
            }
        }
    }

    void tell(Consumer<ConsumerListener> event) {
        for (ConsumerListener one : all) {
            try {
                event.accept(one);
            } catch (Throwable t) {
                report(one, t);
            }
        }
    }

    private static void report(ConsumerListener listener, Throwable thrown) {
        LOG.error("{} threw; the consumer goes on", listener.getClass().getName(), thrown);
    }
}
