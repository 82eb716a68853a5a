package dev.rota.department.message;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Whoever sends SMS for us, by webhook. The same idempotency key never sends twice. */
@RegisterRestClient(configKey = "sms")
interface SmsProvider {

    /**
     * An SMS.
     *
     * @param to the customer, whose number the provider knows
     * @param text what it says
     */
    record Sms(String to, String text) {}

    /**
     * Sends an SMS.
     *
     * @param key names the message to the provider, as the IETF draft has it: a quoted string
     */
    @POST
    void send(@HeaderParam("Idempotency-Key") String key, Sms sms);
}
