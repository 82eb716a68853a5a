package dev.rota.analytics.streams;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** What this instance waits for before it begins. One thread waits, any may ask for what. */
final class BeforeStart {

    private static final Logger LOG = Logger.getLogger(BeforeStart.class);

    private final Duration betweenLooks;
    private volatile List<String> amiss = List.of("nothing was looked for yet");

    BeforeStart(Duration betweenLooks) {
        this.betweenLooks = betweenLooks;
    }

    /** A look at the brokers, or a word to them. */
    interface Look {

        /**
         * What is not yet as it has to be.
         *
         * @throws ExecutionException if they cannot be asked
         * @throws TimeoutException if they do not answer
         */
        List<String> amiss() throws ExecutionException, TimeoutException, InterruptedException;
    }

    /** Looks again until nothing is amiss, for as long as it takes. */
    void await(Look look) throws InterruptedException {
        while (true) {
            List<String> found = found(look);
            if (!found.equals(amiss)) {
                amiss = found;
                if (!found.isEmpty()) {
                    LOG.warnf("Not started yet: %s", String.join("; ", found));
                }
            }
            if (found.isEmpty()) {
                return;
            }
            Thread.sleep(betweenLooks);
        }
    }

    private static List<String> found(Look look) throws InterruptedException {
        try {
            return look.amiss();
        } catch (ExecutionException e) {
            return List.of("the brokers cannot be asked: " + e.getCause());
        } catch (TimeoutException _) {
            return List.of("the brokers do not answer");
        }
    }

    /** In words. */
    List<String> amiss() {
        return amiss;
    }
}
