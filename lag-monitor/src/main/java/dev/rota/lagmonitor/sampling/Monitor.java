package dev.rota.lagmonitor.sampling;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where everyone reads what the monitor knows: from memory, without waiting and from any thread. Only the sampler
 * writes.
 */
@Singleton
public final class Monitor {

    private final BroadcastProcessor<MonitorState> published = BroadcastProcessor.create();
    private final AtomicInteger followers = new AtomicInteger();
    private volatile MonitorState state = MonitorState.starting();

    /** The latest state; read it once per answer, so that the answer agrees with itself. */
    public MonitorState state() {
        return state;
    }

    /** The latest state and each that comes after it, or the latest of them for whoever is slow. Ends when the monitor does. */
    public Multi<MonitorState> states() {
        Multi<MonitorState> later = published
                .onSubscription()
                .invoke(followers::incrementAndGet)
                .onTermination()
                .invoke(followers::decrementAndGet)
                .onOverflow()
                .dropPreviousItems();
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(this::state), later)
                // What readers make of it is neither the sampler's time nor the event loop's.
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1);
    }

    /** How many follow {@link #states()} at present. */
    public int followers() {
        return followers.get();
    }

    void publish(MonitorState next) {
        state = next;
        published.onNext(next);
    }

    /** Nobody's connection keeps the service from stopping. */
    void stop(@Observes ShutdownEvent event) {
        published.onComplete();
    }
}
