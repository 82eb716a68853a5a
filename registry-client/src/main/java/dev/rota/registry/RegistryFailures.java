package dev.rota.registry;

import com.microsoft.kiota.ApiException;
import io.vertx.core.VertxException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a registry that could not be asked from a record that cannot be read. The registry's client throws whatever comes its way, with
 * the cause several links down.
 */
public final class RegistryFailures {

    private static final int NOT_FOUND = 404;

    /** Where the registry's client and its way to HTTP live. */
    private static final List<String> CLIENT = List.of("com.microsoft.kiota.", "io.kiota.");

    /** Causes may go round in a circle. */
    private static final int DEEPEST_CAUSE = 20;

    private RegistryFailures() {}

    /** Whether the registry is to blame anywhere down the causes, and not the record. */
    public static boolean isOutage(@Nullable Throwable thrown) {
        Throwable link = thrown;
        for (int depth = 0; link != null && depth < DEEPEST_CAUSE; depth++) {
            if (isOutageByItself(link)) {
                return true;
            }
            link = link.getCause();
        }
        return false;
    }

    /** Whether this exception says so, whatever its causes. */
    public static boolean isOutageByItself(Throwable thrown) {
        return switch (thrown) {
            // The only answer that is about the record: nobody registered its schema.
            case ApiException answer -> answer.getResponseStatusCode() != NOT_FOUND;
            // Not reached, not in time or gone in the middle of it; or we could not wait, being stopped.
            case SocketException _,
                    UnknownHostException _,
                    UnresolvedAddressException _,
                    HttpTimeoutException _,
                    TimeoutException _,
                    VertxException _,
                    SSLException _,
                    ClosedChannelException _,
                    InterruptedException _,
                    RejectedExecutionException _ -> true;
            // Its client could make nothing of what came in place of an answer: an error page of a proxy, for instance.
            case RuntimeException e -> isThrownByClient(e);
            default -> false;
        };
    }

    private static boolean isThrownByClient(RuntimeException thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0 && CLIENT.stream().anyMatch(trace[0].getClassName()::startsWith);
    }
}
