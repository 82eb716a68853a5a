package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happened, and keeps what they throw away from the engine. Safe for all threads. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedConsumer.class);

    private final List<ConsumerListener> listeners;

    Events(ConsumerListener... listeners) {
        this.listeners = List.of(listeners);
    }

    /** A record was handled, as {@link ConsumerListener#onHandled} has it: a method of its own as it is hot. */
    void handled(ReceivedRecord<?, ?> record, long tookNanos) {
        Duration took = Duration.ofNanos(tookNanos);
        for (ConsumerListener listener : listeners) {
            try {
                listener.onHandled(record.topicPartition(), record.offset(), record.timestamp(), took);
            } catch (Throwable t) {
                report(listener, t);
            }
        }
    }

    void tell(Consumer<ConsumerListener> event) {
        for (ConsumerListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable t) {
                report(listener, t);
            }
        }
    }

    private static void report(ConsumerListener listener, Throwable thrown) {
        LOG.error("{} threw; the consumer goes on", listener.getClass().getName(), thrown);
    }
}
