package dev.rota.orderproducer.simulation;

import dev.rota.contracts.OrderEventType;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishOutcome;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import dev.rota.orderproducer.simulation.DueEvents.Due;
import dev.rota.orderproducer.simulation.SimulationReport.Planted;
import dev.rota.orderproducer.traffic.Hospital;
import dev.rota.orderproducer.traffic.OrderLifecycle;
import dev.rota.orderproducer.traffic.Pace;
import dev.rota.orderproducer.traffic.Vehicle;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One simulation from its start to its stop. Two virtual threads keep the schedules of orders and checkouts; each order,
 * each checkout and each vehicle lives on a virtual thread of its own, which sends an event when it is due and the one
 * before is acknowledged. What is not acknowledged is sent again with the same event id until it is.
 *
 * <p>The load is open-loop: what is due does not depend on what became of anything before, and an event says that it
 * happened when it was due, however late it is sent. All chance comes from the seed, and each arrival has a share of its own,
 * so the same settings give the same traffic again, whatever Kafka does meanwhile; only the ids are new.
 */
final class SimulationRun {

    private static final byte[] UNREADABLE = "{\"orderId\": \"order-47".getBytes(StandardCharsets.UTF_8);
    private static final Duration LATE_MIN = Duration.ofMinutes(1);
    private static final Duration LATE_MAX = Duration.ofMinutes(10);

    private final SimulationSettings settings;
    private final SimulationConfig config;
    private final EventPublisher publisher;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private final Hospital hospital;
    private final DueEvents dueEvents = new DueEvents();

    private final ExecutorService lives = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("simulation-", 0).factory());

    private final LongAdder sent = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder openOrders = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder speeding = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder poison = new LongAdder();

    SimulationRun(SimulationSettings settings, SimulationConfig config, EventPublisher publisher, Clock clock) {
        this.settings = settings;
        this.config = config;
        this.publisher = publisher;
        this.startedAt = clock.instant();
        this.hospital = settings.hospital();
    }

    SimulationSettings settings() {
        return settings;
    }

    void start() {
        SplittableGenerator chance = RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom")
                .create(settings.seed());
        // Split for all of them in any case: what one of them does is no other's chance.
        SplittableGenerator ofOrders = chance.split();
        SplittableGenerator ofCheckouts = chance.split();
        SplittableGenerator ofVehicles = chance.split();
        if (settings.ordersPerSecond() > 0) {
            begin(() -> keepSchedule(settings.pace(settings.ordersPerSecond()), ofOrders, this::liveThrough));
        }
        if (settings.checkoutsPerSecond() > 0) {
            begin(() -> keepSchedule(settings.pace(settings.checkoutsPerSecond()), ofCheckouts, this::checkOut));
        }
        if (settings.readingsPerSecond() > 0) {
            for (int vehicle = 0; vehicle < settings.vehicles(); vehicle++) {
                int number = vehicle;
                SplittableGenerator itsChance = ofVehicles.split();
                begin(() -> drive(number, itsChance));
            }
        }
    }

    /**
     * Stops all threads and returns when the outcome of the last record is known: within seconds, as the publisher
     * promises. Orders that are on their way stay at the step that was acknowledged last.
     */
    void stop() {
        lives.shutdownNow();
        lives.close();
    }

    /** Figures of now; after {@link #stop} final, with every record that was sent either acknowledged or failed. */
    SimulationReport report() {
        return new SimulationReport(
                !lives.isShutdown(),
                settings,
                startedAt,
                sent.sum(),
                acknowledged.sum(),
                failed.sum(),
                dueEvents.behind(elapsed()).toMillis() / 1_000.0,
                skipped.sum(),
                openOrders.sum(),
                new Planted(cancelled.sum(), speeding.sum(), late.sum(), duplicates.sum(), poison.sum()));
    }

    private void keepSchedule(Pace pace, SplittableGenerator chance, Life life) throws InterruptedException {
        Semaphore mayOpen = new Semaphore(config.maxOpen());
        for (long arrival = 0; ; arrival++) {
            Duration due = pace.due(arrival);
            SplittableGenerator itsChance = chance.split();
            sleepUntil(due);
            if (mayBegin(due, mayOpen)) {
                begin(() -> {
                    try {
                        life.live(due, itsChance);
                    } finally {
                        mayOpen.release();
                    }
                });
            } else {
                skipped.increment();
            }
        }
    }

    /** Waits for room until it is too late. */
    private boolean mayBegin(Duration due, Semaphore mayOpen) throws InterruptedException {
        Due waiting = dueEvents.add(due);
        try {
            Duration left = config.maxBehind().minus(behind(due));
            return left.isPositive() && mayOpen.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            dueEvents.done(waiting);
        }
    }

    private void liveThrough(Duration due, RandomGenerator chance) throws InterruptedException {
        openOrders.increment();
        try {
            Duration lateBy = lateness(chance);
            Duration at = due;
            Optional<OrderLifecycle> next = Optional.of(hospital.newOrder(chance));
            while (next.isPresent()) {
                OrderLifecycle order = next.get();
                sleepUntil(at);
                send(OutgoingEvent.of(order.toEvent(EventIds.fresh(), happened(at, lateBy))), at, chance, () -> {
                    count(lateBy.isPositive(), late);
                    count(order.step() == OrderEventType.CANCELLED, cancelled);
                });
                next = order.next(settings.cancelledShare(), chance);
                at = at.plus(pause(chance));
            }
        } finally {
            openOrders.decrement();
        }
    }

    private void checkOut(Duration due, RandomGenerator chance) throws InterruptedException {
        Duration lateBy = lateness(chance);
        send(
                OutgoingEvent.of(hospital.newCheckout(chance, EventIds.fresh(), happened(due, lateBy))),
                due,
                chance,
                () -> count(lateBy.isPositive(), late));
    }

    /** Vehicles report in turn, and each one's readings in order. */
    private void drive(int number, SplittableGenerator chance) throws InterruptedException {
        Pace pace = settings.pace(settings.readingsPerSecond());
        Vehicle vehicle = hospital.newVehicle(number, chance);
        Duration before = Duration.ZERO;
        for (long reading = number; ; reading += settings.vehicles()) {
            Duration due = pace.due(reading);
            SplittableGenerator itsChance = chance.split();
            sleepUntil(due);
            Vehicle now = vehicle.drive(due.minus(before), settings.speedingShare(), chance);
            vehicle = now;
            before = due;
            if (behind(due).compareTo(config.maxBehind()) < 0) {
                Duration lateBy = lateness(itsChance);
                send(OutgoingEvent.of(now.toReading(EventIds.fresh(), happened(due, lateBy))), due, itsChance, () -> {
                    count(lateBy.isPositive(), late);
                    count(now.isTooFast(), speeding);
                });
            } else {
                skipped.increment();
            }
        }
    }

    /**
     * Sends an event, with what the settings plant beside it. Returns when all of it is acknowledged.
     *
     * @param written told when the event itself is, which may be the last that is before a stop
     */
    private void send(OutgoingEvent event, Duration due, RandomGenerator chance, Runnable written)
            throws InterruptedException {
        boolean poisoned = chance.nextDouble() < settings.poisonShare();
        boolean doubled = chance.nextDouble() < settings.duplicateShare();
        Due open = dueEvents.add(due);
        try {
            if (poisoned) {
                untilAcknowledged(() -> publisher.publishRaw(event.topic(), event.key(), UNREADABLE));
                poison.increment();
            }
            untilAcknowledged(() -> publisher.publish(event));
            written.run();
            if (doubled) {
                untilAcknowledged(() -> publisher.publish(event));
                duplicates.increment();
            }
        } finally {
            dueEvents.done(open);
        }
    }

    /** Stopping interrupts the pauses only: the outcome is always waited for. */
    private void untilAcknowledged(Supplier<CompletionStage<PublishOutcome>> publish) throws InterruptedException {
        while (!isAcknowledged(publish.get())) {
            Thread.sleep(config.retryPause());
        }
    }

    private boolean isAcknowledged(CompletionStage<PublishOutcome> published) {
        sent.increment();
        return switch (published.toCompletableFuture().join()) {
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

    private Duration lateness(RandomGenerator chance) {
        boolean isLate = chance.nextDouble() < settings.lateShare();
        long lateBy = chance.nextLong(LATE_MIN.toMillis(), LATE_MAX.toMillis());
        return isLate ? Duration.ofMillis(lateBy) : Duration.ZERO;
    }

    private Duration pause(RandomGenerator chance) {
        long shortest = config.stepPauseMin().toMillis();
        long usual = chance.nextLong(shortest, config.stepPauseMax().toMillis() + 1);
        return Duration.ofMillis((long) (usual / settings.lifecycleSpeed()));
    }

    private Instant happened(Duration due, Duration lateBy) {
        return startedAt.plus(due).minus(lateBy);
    }

    private static void count(boolean isSo, LongAdder count) {
        if (isSo) {
            count.increment();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private Duration behind(Duration due) {
        return elapsed().minus(due);
    }

    private void sleepUntil(Duration due) throws InterruptedException {
        Duration left = due.minus(elapsed());
        // A sleep that has no time to sleep does not look whether it is interrupted: who is behind would never stop.
        if (left.isPositive()) {
            Thread.sleep(left);
        } else if (Thread.interrupted()) {
            throw new InterruptedException("stopped while behind");
        }
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
        void live(Duration due, SplittableGenerator chance) throws InterruptedException;
    }

    /** Work that stops when it is interrupted. */
    @FunctionalInterface
    private interface Interruptible {
        void run() throws InterruptedException;
    }
}
