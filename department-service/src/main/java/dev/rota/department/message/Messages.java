package dev.rota.department.message;

import dev.rota.department.message.SmsProvider.Sms;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Tells customers something. Servers know a message that is sent again by the event's id, so that it arrives once where they heed it. An
 * answer that may be about the message or not is asked for again, for some twelve seconds. Blocks for as long as they take; thread-safe.
 */
@ApplicationScoped
@Retry(
        maxRetries = 5,
        maxDuration = 0,
        delay = 500,
        delayUnit = ChronoUnit.MILLIS,
        retryOn = UnclearAnswerException.class)
@ExponentialBackoff(maxDelay = 5_000)
public class Messages {

    /** Answers that are about the message. */
    private static final Set<Integer> REFUSED = Set.of(400, 410, 413, 422);

    /** Answers that are about the provider or our account with it, beside all from 500. */
    private static final Set<Integer> PROVIDER = Set.of(401, 402, 403, 407, 408, 425, 429);

    private static final int SERVER_ERROR = 500;

    private final Mail mail;
    private final SmsProvider sms;

    Messages(Mail mail, @RestClient SmsProvider sms) {
        this.mail = mail;
        this.sms = sms;
    }

    /**
     * Sends a mail.
     *
     * @param eventId what it is about; there is one for each event
     * @throws MessageRefusedException if the server does not take it
     * @throws NoServerException if it is not known whether it has it
     */
    public void mail(UUID eventId, String customer, String text) {
        mail.send(eventId, customer, text);
    }

    /**
     * Sends an SMS.
     *
     * @param eventId what it is about; there is one for each event
     * @throws MessageRefusedException if the provider does not take it
     * @throws NoServerException if it is not known whether it has it
     */
    public void sms(UUID eventId, String customer, String text) {
        try {
            sms.send('"' + eventId.toString() + '"', new Sms(customer, text));
        } catch (WebApplicationException e) {
            throw failure(e);
        } catch (ProcessingException e) {
            throw new NoServerException("the SMS provider does not answer", e);
        }
    }

    static RuntimeException failure(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (REFUSED.contains(status)) {
            return new MessageRefusedException("the SMS is refused: " + status, e);
        }
        return status >= SERVER_ERROR || PROVIDER.contains(status)
                ? new NoServerException("the SMS provider answered " + status, e)
                : new UnclearAnswerException("the SMS provider answered " + status, e);
    }
}
