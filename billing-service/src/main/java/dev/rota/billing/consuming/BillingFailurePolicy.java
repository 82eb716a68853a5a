package dev.rota.billing.consuming;

import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.keyedconsumer.Backoff;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.FailurePolicy;
import dev.rota.keyedconsumer.Verdict;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What billing does about a record that failed: an unbillable event is poison, a database that is gone is an outage. */
final class BillingFailurePolicy implements FailurePolicy {

    private static final Duration OUTAGE_RETRY = Duration.ofSeconds(1);

    /** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
    private static final Set<String> DATABASE_GONE = Set.of("08", "53", "57");

    private final FailurePolicy standard;

    BillingFailurePolicy(int maxAttempts) {
        standard = FailurePolicy.standard(maxAttempts, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));
    }

    @Override
    public Verdict decide(Failure failure) {
        if (failure.isCausedBy(UnbillableEventException.class)) {
            return Verdict.poison();
        }
        return isDatabaseGone(failure.cause()) ? Verdict.outage(OUTAGE_RETRY) : standard.decide(failure);
    }

    private static boolean isDatabaseGone(Throwable cause) {
        for (@Nullable Throwable link = cause; link != null; link = link.getCause()) {
            if (link instanceof SQLTransientException) {
                return true;
            }
            if (link instanceof SQLException database && isDatabaseGone(database)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDatabaseGone(SQLException failure) {
        String state = failure.getSQLState();
        // The connection pool's own failures, such as a wait that took too long, have no SQLSTATE.
        return state == null || DATABASE_GONE.contains(state.substring(0, Math.min(2, state.length())));
    }
}
