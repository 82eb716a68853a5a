package dev.rota.billing.consuming;

import dev.rota.keyedconsumer.ConsumerView;
import dev.rota.keyedconsumer.ConsumerView.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Tells from the consumer itself whether it works. */
final class ConsumerHealth {

    /** The poll thread takes a picture at least every second, unless it drains. */
    private static final Duration NOT_POLLING = Duration.ofSeconds(10);

    private static final Duration STUCK = Duration.ofSeconds(60);

    private ConsumerHealth() {}

    private static HealthCheckResponse response(ConsumerView view, boolean up) {
        return HealthCheckResponse.named("consumer")
                .withData("state", view.state().name())
                .withData("partitions", view.partitions().size())
                .withData("asOf", view.asOf().toString())
                .status(up)
                .build();
    }

    private static boolean isOlderThan(Duration age, ConsumerView view) {
        return view.asOf().isBefore(Instant.now().minus(age));
    }

    /**
     * Ready while it polls and owns something. A replica that no partition is left for is ready, too: it takes over when
     * another goes.
     */
    @Readiness
    @ApplicationScoped
    static class Polling implements HealthCheck {

        private final BillingConsumer consumer;

        private final GroupStanding standing;

        private final Duration bound;

        Polling(BillingConsumer consumer, GroupStanding standing, ConsumerConfig config) {
            this.consumer = consumer;
            this.standing = standing;
            this.bound = NOT_POLLING.plus(config.drainDeadline());
        }

        @Override
        public HealthCheckResponse call() {
            ConsumerView view = consumer.view();
            boolean polling = view.state() == State.RUNNING && !isOlderThan(bound, view);
            return response(view, polling && hasItsShare(view));
        }

        private boolean hasItsShare(ConsumerView view) {
            return !view.partitions().isEmpty()
                    || view.memberId().map(standing::isIdleByRight).orElse(false);
        }
    }

    /** Alive unless the poll thread is dead, or has been stuck for so long that only a restart helps. */
    @Liveness
    @ApplicationScoped
    static class PollThread implements HealthCheck {

        private final BillingConsumer consumer;

        private final Duration bound;

        PollThread(BillingConsumer consumer, ConsumerConfig config) {
            this.consumer = consumer;
            this.bound = STUCK.plus(config.drainDeadline());
        }

        @Override
        public HealthCheckResponse call() {
            ConsumerView view = consumer.view();
            boolean stuck = view.state() == State.RUNNING && isOlderThan(bound, view);
            return response(view, view.state() != State.FAILED && !stuck);
        }
    }
}
