package dev.rota.billing.deadletter;

import dev.rota.billing.deadletter.LetterSender.Sent;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends letters back. To do so twice does no harm, for billing's inbox knows what it has billed. Thread-safe; a call may
 * block for as long as {@link LetterSender#send} may.
 */
@ApplicationScoped
class Redriver {

    private static final Logger LOG = Logger.getLogger(Redriver.class);

    private final DeadLetterStore store;
    private final RedriveAudit audit;
    private final LetterSender sender;
    private final DeadLetterMeters meters;

    Redriver(DeadLetterStore store, RedriveAudit audit, LetterSender sender, DeadLetterMeters meters) {
        this.store = store;
        this.audit = audit;
        this.sender = sender;
        this.meters = meters;
    }

    /**
     * A redrive that ended.
     *
     * @param sent what became of the record
     * @param at when that was noted
     */
    record Ended(Sent sent, Instant at) {}

    /**
     * What became of many.
     *
     * @param redriven how many the brokers acknowledged
     * @param failed how many were tried in vain
     * @param last the last failure
     */
    record Tally(int redriven, int failed, Optional<Sent> last) {}

    /** Sends one letter back, whether or not it was before; empty if there is none. */
    Optional<Ended> redrive(long id, String actor) throws SQLException {
        Optional<Letter> letter = store.byId(id, Integer.MAX_VALUE);
        if (letter.isEmpty()) {
            return Optional.empty();
        }
        Ended ended = redrive(letter.get(), actor, RedriveRequest.single());
        boolean done = ended.sent() instanceof Sent.Acknowledged;
        log(actor, letter.get().diagnosis().reason(), done ? 1 : 0, done ? 0 : 1);
        return Optional.of(ended);
    }

    /**
     * Sends back what was never sent back, in the order in which the originals stood, one after the other. It ends at
     * the first that Kafka does not acknowledge: the rest would wait as long in vain, and might overtake it.
     */
    Tally redrive(BulkRedrive wanted, String actor) throws SQLException {
        int redriven = 0;
        int failed = 0;
        Optional<Sent> last = Optional.empty();
        for (long id : store.waiting(wanted.reason(), wanted.wantedTopic(), wanted.wantedLimit())) {
            Optional<Letter> letter = store.byId(id, Integer.MAX_VALUE);
            if (letter.isEmpty() || letter.get().redriven().times() > 0) {
                // Pruned, or sent back by somebody else, since it was found.
                continue;
            }
            Sent sent = redrive(letter.get(), actor, wanted.request()).sent();
            if (sent instanceof Sent.Acknowledged) {
                redriven++;
            } else {
                failed++;
                last = Optional.of(sent);
            }
            if (sent instanceof Sent.Unacknowledged) {
                break;
            }
        }
        log(actor, wanted.reason(), redriven, failed);
        return new Tally(redriven, failed, last);
    }

    private Ended redrive(Letter letter, String actor, RedriveRequest request) throws SQLException {
        long entry = audit.open(letter.id(), actor, request);
        Sent sent = sender.send(letter);
        meters.redriven(outcome(sent));
        Optional<RecordPlace> at =
                sent instanceof Sent.Acknowledged(RecordPlace place) ? Optional.of(place) : Optional.empty();
        return new Ended(sent, audit.complete(entry, outcome(sent), at));
    }

    private static RedriveOutcome outcome(Sent sent) {
        return switch (sent) {
            case Sent.Acknowledged _ -> RedriveOutcome.REDRIVEN;
            case Sent.Unacknowledged _ -> RedriveOutcome.UNACKNOWLEDGED;
            case Sent.Refused _ -> RedriveOutcome.REFUSED;
        };
    }

    private static void log(String actor, String reason, int redriven, int failed) {
        LOG.infof("Dead letters sent back: by=%s reason=%s redriven=%d failed=%d", actor, reason, redriven, failed);
    }
}
