package dev.rota.keyedconsumer;

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

    void tell(Consumer<ConsumerListener> event) {
        for (ConsumerListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable t) {
                LOG.error("{} threw; the consumer goes on", listener.getClass().getName(), t);
            }
        }
    }
}
