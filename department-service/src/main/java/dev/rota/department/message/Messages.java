package dev.rota.department.message;

import dev.rota.department.message.SmsProvider.Sms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Tells customers something. Servers know a message that is sent again by the event's id, so that it arrives once where they heed it. Blocks
 * for as long as they take; thread-safe.
 */
@ApplicationScoped
public class Messages {

    /** Answers that are about the message. All others are about the provider, or about how we are set up. */
    private static final Set<Integer> REFUSED = Set.of(400, 422);

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
        return REFUSED.contains(status)
                ? new MessageRefusedException("the SMS is refused: " + status, e)
                : new NoServerException("the SMS provider answered " + status, e);
    }
}
