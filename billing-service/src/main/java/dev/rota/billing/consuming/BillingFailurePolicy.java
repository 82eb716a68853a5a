package dev.rota.billing.consuming;

import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.billing.ownership.FencedOffException;
import dev.rota.billing.payment.GatewayUnavailableException;
import dev.rota.billing.payment.PaymentRefusedException;
import dev.rota.keyedconsumer.Backoff;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.FailurePolicy;
import dev.rota.keyedconsumer.Verdict;
import dev.rota.registry.RegistryFailures;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;
import org.jspecify.annotations.Nullable;

/**
 * What billing does about a record that failed: an event that cannot be billed is poison; a database, registry or payment
 * gateway that is gone is an outage; a partition that another replica owns by now is neither, and never the record's fault.
 */
final class BillingFailurePolicy implements FailurePolicy {

    /** Short enough to be back at work some seconds after what was gone. */
    private static final Backoff WAITS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

    /** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
    private static final Set<String> DATABASE_GONE = Set.of("08", "53", "57");

    /** SQLSTATE class data exception: the values themselves, such as a character that PostgreSQL cannot store. */
    private static final String DATA_EXCEPTION = "22";

    /** The transaction idled for too long, as one of a process that was frozen does. */
    private static final String IDLE_IN_TRANSACTION = "25P03";

    /** What a record is given up for when PostgreSQL cannot store its values. */
    static final String UNSTORABLE = "unstorable";

    /** What a record is given up for when the gateway will never take its charge. */
    static final String PAYMENT_REFUSED = "payment-refused";

    /** Causes may go round in a circle. */
    private static final int DEEPEST_CAUSE = 20;

    private final FailurePolicy standard;

    BillingFailurePolicy(int maxAttempts) {
        standard = FailurePolicy.standard(maxAttempts, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));
    }

    @Override
    public Verdict decide(Failure failure) {
        @Nullable Throwable link = failure.cause();
        for (int depth = 0; link != null && depth < DEEPEST_CAUSE; depth++) {
            Optional<Verdict> verdict = verdict(link, WAITS.after(failure.attempt()));
            if (verdict.isPresent()) {
                return verdict.get();
            }
            link = link.getCause();
        }
        return standard.decide(failure);
    }

    /** What this exception alone decides; empty if it may have any cause. */
    private static Optional<Verdict> verdict(Throwable link, Duration wait) {
        return switch (link) {
            case FencedOffException _ -> Optional.of(Verdict.fenced(wait));
            case UnbillableEventException unbillable ->
                Optional.of(Verdict.poison(unbillable.reason().word()));
            case PaymentRefusedException _ -> Optional.of(Verdict.poison(PAYMENT_REFUSED));
            // The circuit breaker is open, or the gateway took too long.
            case GatewayUnavailableException _, FaultToleranceException _ -> Optional.of(Verdict.outage(wait));
            case SQLTransientException _ -> Optional.of(Verdict.outage(wait));
            case SQLException database -> verdict(database, wait);
            default -> RegistryFailures.isOutageByItself(link) ? Optional.of(Verdict.outage(wait)) : Optional.empty();
        };
    }

    private static Optional<Verdict> verdict(SQLException failure, Duration wait) {
        String state = failure.getSQLState();
        // The connection pool's own failures, such as a wait that took too long, have no SQLSTATE.
        if (state == null || state.equals(IDLE_IN_TRANSACTION) || isOf(DATABASE_GONE, state)) {
            return Optional.of(Verdict.outage(wait));
        }
        return isOf(Set.of(DATA_EXCEPTION), state) ? Optional.of(Verdict.poison(UNSTORABLE)) : Optional.empty();
    }

    private static boolean isOf(Set<String> classes, String state) {
        return classes.contains(state.substring(0, Math.min(2, state.length())));
    }
}
