package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens to a record that failed: the policy judges it, and poison is buried. Called on handler threads. */
final class Recovery {

    /** Between attempts to store a dead letter, and after a policy that failed. */
    private static final Backoff FALLBACK = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** It never comes to the next attempt. */
    private static final Outcome LET_GO = new Outcome.TryAgain(Duration.ZERO);

    private final String group;
    private final FailurePolicy policy;
    private final DeadLetters deadLetters;
    private final Events events;

    Recovery(String group, FailurePolicy policy, DeadLetters deadLetters, Events events) {
        this.group = group;
        this.policy = policy;
        this.deadLetters = deadLetters;
        this.events = events;
    }

    /** Does with a record as the policy says. */
    Outcome recover(Delivery delivery, Failure failure) {
        return isAbandoned(delivery) ? LET_GO : recover(delivery, failure, verdict(failure));
    }

    /** Does with a record as this verdict says. */
    Outcome recover(Delivery delivery, Failure failure, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Retry(Duration after) -> {
                delivery.leaveOutage();
                events.tell(listener -> listener.onRetry(failure, verdict));
                yield new Outcome.TryAgain(after);
            }
            case Verdict.Outage(Duration after) -> {
                delivery.enterOutage();
                events.tell(listener -> listener.onRetry(failure, verdict));
                yield new Outcome.TryAgain(after);
            }
            case Verdict.Fenced(Duration after) -> {
                delivery.assignment().tokenRefused(delivery.token());
                delivery.enterOutage();
                events.tell(listener -> listener.onRetry(failure, verdict));
                yield new Outcome.TryAgain(after);
            }
            case Verdict.Poison(String reason) -> {
                DeadLetter letter = new DeadLetter(delivery.raw(), failure, reason, group);
                delivery.condemn(letter);
                yield bury(delivery, letter);
            }
        };
    }

    /** What the policy says; a retry if it throws. */
    Verdict verdict(Failure failure) {
        try {
            return Objects.requireNonNull(policy.decide(failure), "the failure policy gave no verdict");
        } catch (Throwable thrown) {
            events.tell(listener -> listener.onPolicyFailure(failure, thrown));
            return Verdict.retry(FALLBACK.after(failure.attempt()));
        }
    }

    /** Goes on with a record that was condemned before; null if this one was not. */
    @Nullable Outcome resume(Delivery delivery) {
        DeadLetter condemned = delivery.condemned();
        if (condemned == null) {
            return null;
        }
        return isAbandoned(delivery) ? LET_GO : bury(delivery, condemned);
    }

    /**
     * Whether its partition is gone and the next owner has it again. Then it is nobody's here: the failure may come of
     * the interrupt that told the handler to go.
     */
    boolean isAbandoned(Delivery delivery) {
        return delivery.assignment().handOut().isShut();
    }

    /**
     * Done only when the dead letter is stored; until then it is an outage, for the record cannot go and must not be
     * lost.
     */
    private Outcome bury(Delivery delivery, DeadLetter letter) {
        try {
            deadLetters.send(letter);
        } catch (Throwable cause) {
            delivery.enterOutage();
            Duration after = FALLBACK.after(delivery.nextBurial());
            events.tell(listener -> listener.onDeadLetterRefused(letter, cause, after));
            return new Outcome.TryAgain(after);
        }
        delivery.leaveOutage();
        events.tell(listener -> listener.onDeadLetter(letter));
        return Outcome.ONE_DONE;
    }
}
