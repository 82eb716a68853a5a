package dev.rota.billing.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The payment gateway's HTTP interface. The same idempotency key never moves money twice. */
@Path("/")
@RegisterRestClient(configKey = "payment-gateway")
interface PaymentGateway {

    /** Names the request to the gateway, as the IETF draft has it: a quoted string. */
    String IDEMPOTENCY_KEY = "Idempotency-Key";

    /**
     * Money that is asked for.
     *
     * @param account whose card
     * @param amount in units of the currency
     * @param currency ISO 4217 code
     * @param reference what the customer reads on the statement
     */
    record Charge(String account, BigDecimal amount, String currency, String reference) {}

    /**
     * Money that is given back.
     *
     * @param charge the gateway's id of the charge to give back
     * @param amount in units of the currency
     * @param currency ISO 4217 code
     * @param reference what the customer reads on the statement
     */
    record Refund(String charge, BigDecimal amount, String currency, String reference) {}

    /**
     * What became of it. The gateway may say more than billing reads.
     *
     * @param id the gateway's own id
     * @param status how it ended
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Answer(@Nullable String id, @Nullable Status status) {}

    /** How a charge or refund ended. */
    enum Status {
        APPROVED,
        DECLINED,
        REFUNDED
    }

    @POST
    @Path("/charges")
    Answer charge(@HeaderParam(IDEMPOTENCY_KEY) String key, Charge charge);

    @POST
    @Path("/refunds")
    Answer refund(@HeaderParam(IDEMPOTENCY_KEY) String key, Refund refund);
}
