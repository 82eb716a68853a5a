package dev.rota.orderproducer.simulation;

import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import dev.rota.orderproducer.traffic.Hospital;
import dev.rota.orderproducer.traffic.OrderLifecycle;
import dev.rota.orderproducer.traffic.Pace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * One simulation from its start to its stop. Two virtual threads keep the schedules of orders and checkouts; each order
 * and each checkout lives on a virtual thread of its own, which sends a step, waits for its acknowledgement, and only
 * then goes on. What is not acknowledged is sent again with the same event id until it is.
 */
final class SimulationRun {

    private final SimulationSettings settings;
    private final SimulationConfig config;
    private final EventPublisher publisher;
    private final Clock clock;
    private final Instant startedAt;
    private final Hospital hospital;
    private final Semaphore mayOpen;

    private final ExecutorService lives = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("simulation-", 0).factory());

    private final LongAdder sent = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder openOrders = new LongAdder();

    SimulationRun(SimulationSettings settings, SimulationConfig config, EventPublisher publisher, Clock clock) {
        this.settings = settings;
        this.config = config;
        this.publisher = publisher;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.hospital = new Hospital(settings.customers());
        this.mayOpen = new Semaphore(config.maxOpen());
    }

    SimulationSettings settings() {
        return settings;
    }

    void start() {
        SplittableGenerator chance = SplittableGenerator.of("L64X128MixRandom");
        arrivals(settings.ordersPerSecond(), chance.split(), this::liveThrough);
        arrivals(settings.checkoutsPerSecond(), chance.split(), this::checkOut);
    }

    /**
     * Stops all threads and returns when the outcome of the last record is known: within seconds, as the publisher
     * promises. Orders that are on their way stay at the step that was acknowledged last.
     */
    void stop() {
        lives.shutdownNow();
        lives.close();
    }

    /** Figures of now; after {@link #stop} final, with every event that was sent either acknowledged or failed. */
    SimulationReport report() {
        return new SimulationReport(
                !lives.isShutdown(),
                settings,
                startedAt,
                sent.sum(),
                acknowledged.sum(),
                failed.sum(),
                skipped.sum(),
                openOrders.sum());
    }

    private void arrivals(double perSecond, SplittableGenerator chance, Life life) {
        if (perSecond > 0) {
            begin(() -> keepSchedule(new Pace(perSecond), chance, life));
        }
    }

    private void keepSchedule(Pace pace, SplittableGenerator chance, Life life) throws InterruptedException {
        long start = System.nanoTime();
        for (long arrival = 0; ; arrival++) {
            Thread.sleep(pace.due(arrival).minusNanos(System.nanoTime() - start));
            if (mayOpen.tryAcquire()) {
                RandomGenerator itsChance = chance.split();
                begin(() -> {
                    try {
                        life.live(itsChance);
                    } finally {
                        mayOpen.release();
                    }
                });
            } else {
                skipped.increment();
            }
        }
    }

    private void liveThrough(RandomGenerator chance) throws InterruptedException {
        openOrders.increment();
        try {
            Optional<OrderLifecycle> order = Optional.of(hospital.newOrder(chance));
            while (order.isPresent()) {
                send(OutgoingEvent.of(order.get().toEvent(EventIds.fresh(), clock.instant())));
                order = order.get().next(chance);
                if (order.isPresent()) {
                    Thread.sleep(pause(chance));
                }
            }
        } finally {
            openOrders.decrement();
        }
    }

    private void checkOut(RandomGenerator chance) throws InterruptedException {
        send(OutgoingEvent.of(hospital.newCheckout(chance, EventIds.fresh(), clock.instant())));
    }

    /** Sends an event until it is acknowledged. Stopping interrupts the pauses only: the outcome is always waited for. */
    private void send(OutgoingEvent event) throws InterruptedException {
        while (!isAcknowledged(event)) {
            Thread.sleep(config.retryPause());
        }
    }

    private boolean isAcknowledged(OutgoingEvent event) {
        sent.increment();
        return switch (publisher.publish(event).toCompletableFuture().join()) {
            case Acknowledged _ -> {
                acknowledged.increment();
                yield true;
            }
            case NotWritten _, Overloaded _, OutcomeUnknown _, Refused _ -> {
                failed.increment();
                yield false;
            }
        };
    }

    private Duration pause(RandomGenerator chance) {
        long shortest = config.stepPauseMin().toMillis();
        return Duration.ofMillis(chance.nextLong(shortest, config.stepPauseMax().toMillis() + 1));
    }

    private void begin(Interruptible task) {
        lives.execute(() -> {
            try {
                task.run();
            } catch (InterruptedException | RejectedExecutionException _) {
                // The simulation was stopped, in a pause or just before an arrival; the thread ends here.
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What happens from an arrival on. */
    @FunctionalInterface
    private interface Life {
        void live(RandomGenerator chance) throws InterruptedException;
    }

    /** Work that stops when it is interrupted. */
    @FunctionalInterface
    private interface Interruptible {
        void run() throws InterruptedException;
    }
}
