package dev.rota.billing.consuming;

import com.microsoft.kiota.ApiException;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.keyedconsumer.Backoff;
import dev.rota.keyedconsumer.Failure;
import dev.rota.keyedconsumer.FailurePolicy;
import dev.rota.keyedconsumer.Verdict;
import io.vertx.core.VertxException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What billing does about a record that failed: an unbillable event is poison, a database or registry that is gone is an outage. */
final class BillingFailurePolicy implements FailurePolicy {

    private static final int SERVER_ERROR = 500;

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
            return Verdict.poison("unbillable");
        }
        return isOutage(failure.cause()) ? Verdict.outage(OUTAGE_RETRY) : standard.decide(failure);
    }

    private static boolean isOutage(Throwable cause) {
        for (@Nullable Throwable link = cause; link != null; link = link.getCause()) {
            boolean outage = switch (link) {
                case SQLTransientException _ -> true;
                case SQLException database -> isDatabaseGone(database);
                // The registry's answer: 404 is a schema that nobody registered, from 500 on it is the registry.
                case ApiException registry -> registry.getResponseStatusCode() >= SERVER_ERROR;
                // Its client gave up waiting, or lost the connection.
                case TimeoutException _, VertxException _ -> true;
                default -> false;
            };
            if (outage) {
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
