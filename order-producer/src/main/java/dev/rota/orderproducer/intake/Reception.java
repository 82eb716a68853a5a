package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.intake.IdempotencyWindow.Claim;
import dev.rota.orderproducer.intake.IdempotencyWindow.Memory;
import dev.rota.orderproducer.publishing.Dispatch;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishOutcome;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Overloaded;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends what was reported, and answers with what is true about it: written, not written, unknown, or refused. It remembers keys
 * of its own: a long body of lines has none of the single events' forgotten. Thread-safe.
 */
final class Reception {

    private final EventPublisher publisher;
    private final Dispatch dispatch;
    private final IdempotencyWindow window;
    private final Problems problems;
    private final Clock clock;

    /**
     * A way in.
     *
     * @param dispatch how soon events that come this way go
     */
    Reception(EventPublisher publisher, Dispatch dispatch, IdempotencyWindow window, Problems problems, Clock clock) {
        this.publisher = publisher;
        this.dispatch = dispatch;
        this.window = window;
        this.problems = problems;
        this.clock = clock;
    }

    /**
     * Sends a valid report. Waits as {@link EventPublisher#publish} does.
     *
     * @param endpoint the path it came to
     * @param key what its sender calls it, if anything
     * @return the answer, within {@code outcome-within} of this method's return; never completed exceptionally. It may be completed on the
     *     producer's I/O thread: what is chained to it must not block.
     */
    CompletionStage<Answer> receive(String endpoint, Optional<IdempotencyKey> key, Report report) {
        return key.isPresent()
                ? receiveKeyed(EventIds.forKey(endpoint, key.get().value()), report)
                : receive(report.submit(EventIds.fresh(), clock.instant()));
    }

    private CompletionStage<Answer> receive(Submission submission) {
        return publisher.publish(submission.event(), dispatch).thenApply(outcome -> answer(submission, outcome, false));
    }

    private CompletionStage<Answer> receiveKeyed(UUID eventId, Report report) {
        return switch (window.claim(eventId, Fingerprint.of(report))) {
            case Claim.Granted(Memory memory) -> {
                Submission submission = report.submit(eventId, clock.instant());
                yield publisher.publish(submission.event(), dispatch).thenApply(outcome -> {
                    remember(memory, submission, outcome);
                    return answer(submission, outcome, true);
                });
            }
            case Claim.Written(Receipt receipt) -> CompletableFuture.completedStage(new Answer.Written(receipt));
            case Claim.InProgress() -> CompletableFuture.completedStage(new Answer.Failed(problems.inProgress()));
            case Claim.OfAnother() -> CompletableFuture.completedStage(new Answer.Failed(problems.keyOfAnother()));
        };
    }

    private void remember(Memory memory, Submission submission, PublishOutcome outcome) {
        switch (outcome) {
            case Acknowledged at -> window.settle(memory, submission.receipt().apply(at));
            case OutcomeUnknown _ -> window.settle(memory);
            case NotWritten _, Overloaded _, Refused _ -> window.forget(memory);
        }
    }

    private Answer answer(Submission submission, PublishOutcome outcome, boolean keyed) {
        return switch (outcome) {
            case Acknowledged at -> new Answer.Written(submission.receipt().apply(at));
            case NotWritten notWritten -> new Answer.Failed(problems.of(notWritten, keyed));
            case Overloaded() -> new Answer.Failed(problems.bufferFull(keyed));
            case OutcomeUnknown unknown -> new Answer.Failed(problems.of(unknown, keyed));
            case Refused _ -> new Answer.Failed(problems.refused());
        };
    }
}
