package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings notifications to one receiver in the order in which they were made, each until it is delivered or given up: a receiver
 * that comes back gets all of them, and each once, unless it took one and did not say so in time. Then it has the same id.
 *
 * <p>Has a virtual thread of its own, so that no receiver waits for another. Thread-safe.
 */
final class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private static final double JITTER = 0.5;

    private final Notifier notifier;
    private final AlertsConfig.Delivering settings;
    private final BlockingQueue<Attempt> waiting;
    private final Counter sent;
    private final Counter failed;
    private final Thread thread;

    /** Where receivers are spoken to, so that a stop may interrupt the waiting and not the speaking. */
    private final Executor speaking;

    private volatile boolean stopping;

    /** What is being delivered; touched by the thread only. */
    private @Nullable Attempt current;

    Delivery(Notifier notifier, AlertsConfig.Delivering settings, String cluster, MeterRegistry meters) {
        this.notifier = notifier;
        this.settings = settings;
        waiting = new LinkedBlockingQueue<>(settings.queue());
        sent = counter("sent", cluster, meters);
        failed = counter("failed", cluster, meters);
        thread = Thread.ofVirtual().name("notify-" + notifier.name()).unstarted(this::run);
        speaking = task -> Thread.ofVirtual()
                .name("notify-" + notifier.name() + "-attempt")
                .start(task);
    }

    private Counter counter(String outcome, String cluster, MeterRegistry meters) {
        return Counter.builder("rota.lag.monitor.notifications")
                .description("Notifications of alerts that a receiver has taken, or that were given up")
                .tag("cluster", cluster)
                .tag("notifier", notifier.name())
                .tag("outcome", outcome)
                .register(meters);
    }

    void start() {
        thread.start();
    }

    /** Does not wait; what there is no room for is lost. */
    void offer(Notification notification) {
        if (stopping || !waiting.offer(new Attempt(notification))) {
            lost(notification, "too many wait already, or the monitor stops");
        }
    }

    /** Tells the thread to try what waits once more, and to end. */
    void beginToStop() {
        stopping = true;
        thread.interrupt();
    }

    /** Waits for that. */
    void awaitStop(Duration atMost) throws InterruptedException {
        if (!thread.join(atMost)) {
            waiting.forEach(attempt -> lost(attempt.notification, "the monitor stops"));
            LOG.warnf("%s is still busy with a notification; whether it has it is not known", notifier.name());
        }
    }

    private void run() {
        while (!stopping) {
            try {
                current = waiting.take();
                deliver(current);
                current = null;
            } catch (InterruptedException _) {
                // Only a stop interrupts.
                break;
            }
        }
        // A stop may have interrupted what had noticed already that there is one.
        var _ = Thread.interrupted();
        if (current != null) {
            tryOnceMore(current);
        }
        for (Attempt next = waiting.poll(); next != null; next = waiting.poll()) {
            tryOnceMore(next);
        }
    }

    private void deliver(Attempt attempt) throws InterruptedException {
        try {
            var _ = Uni.createFrom()
                    .item(attempt::run)
                    .runSubscriptionOn(speaking)
                    .onFailure(Delivery::mayWorkLater)
                    .retry()
                    .withBackOff(settings.retryAfter(), settings.retryAtMost())
                    .withJitter(JITTER)
                    .expireIn(settings.giveUpAfter().toMillis())
                    .await()
                    .indefinitely();
        } catch (RuntimeException e) {
            if (stopping) {
                throw new InterruptedException();
            }
            lost(attempt.notification, reason(e));
        }
    }

    private void tryOnceMore(Attempt attempt) {
        try {
            var _ = attempt.run();
        } catch (RuntimeException e) {
            lost(attempt.notification, reason(e));
        }
    }

    private static boolean mayWorkLater(Throwable failure) {
        return failure instanceof NotDeliveredException notDelivered && notDelivered.mayWorkLater();
    }

    /** Mutiny wraps what happened last into what it says of its retries. */
    private static String reason(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotDeliveredException notDelivered) {
                return String.valueOf(notDelivered.getMessage());
            }
        }
        return e.toString();
    }

    private void lost(Notification notification, String why) {
        failed.increment();
        LOG.errorf(
                "Given up to tell %s (%s): %s, id %s",
                notifier.name(), why, Wording.line(notification.title()), notification.id());
    }

    /** One notification on its way; spoken of by one thread at a time, and not again once it is delivered. */
    private final class Attempt {

        final Notification notification;
        private boolean delivered;
        private boolean complained;

        Attempt(Notification notification) {
            this.notification = notification;
        }

        synchronized boolean run() {
            if (!delivered) {
                send();
                delivered = true;
                sent.increment();
            }
            return true;
        }

        private void send() {
            try {
                notifier.send(notification);
            } catch (NotDeliveredException e) {
                if (e.mayWorkLater() && !complained) {
                    complained = true;
                    LOG.warnf(
                            "Cannot tell %s yet (%s), and goes on trying: id %s",
                            notifier.name(), e.getMessage(), notification.id());
                }
                throw e;
            }
        }
    }
}
