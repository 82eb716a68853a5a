package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.Reading;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** How answers of the Admin client become readings. Every call carries a deadline, so no wait is without end. */
final class Answers {

    private Answers() {}

    /** Waits for the answer; a failure is an answer too. */
    static <T> Reading<T> await(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return Reading.taken(answer.get());
        } catch (ExecutionException e) {
            return Reading.missed(reason(e));
        }
    }

    /** The root of a failure in one line, for example {@code GroupAuthorizationException: Not authorized to access group: g}. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String kind = root.getClass().getSimpleName();
        return root.getMessage() == null ? kind : kind + ": " + root.getMessage();
    }
}
