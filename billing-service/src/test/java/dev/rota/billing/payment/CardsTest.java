package dev.rota.billing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import jakarta.ws.rs.WebApplicationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer of the gateway means, above all where money may have been moved. */
class CardsTest {

    @Test
    void onlyWhatSaysSoIsApprovedOrDeclined() {
        assertThat(Cards.payment(new PaymentGateway.Answer("1", PaymentGateway.Status.APPROVED)))
                .isEqualTo(new CardPayment("1", true));
        assertThat(Cards.payment(new PaymentGateway.Answer("2", PaymentGateway.Status.REFUNDED)))
                .isEqualTo(new CardPayment("2", true));
        assertThat(Cards.payment(new PaymentGateway.Answer("3", PaymentGateway.Status.DECLINED)))
                .isEqualTo(new CardPayment("3", false));
    }

    @Test
    void anAnswerThatDoesNotSayWhatBecameOfItLeavesItOpen() {
        assertThatThrownBy(() -> Cards.payment(null)).isInstanceOf(GatewayUnavailableException.class);
        assertThatThrownBy(() -> Cards.payment(new PaymentGateway.Answer("1", null)))
                .isInstanceOf(GatewayUnavailableException.class);
        assertThatThrownBy(() -> Cards.payment(new PaymentGateway.Answer(null, PaymentGateway.Status.APPROVED)))
                .isInstanceOf(GatewayUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void aRequestThatIsRefusedAsSuchIsNotAskedAgain(int status) {
        assertThat(Cards.failure(new WebApplicationException(status))).isInstanceOf(PaymentRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 409, 429, 500, 503})
    void anyOtherAnswerIsAboutTheGateway(int status) {
        assertThat(Cards.failure(new WebApplicationException(status))).isInstanceOf(GatewayUnavailableException.class);
    }

    /** The client turns an answer that it cannot read into a status 400 of its own. */
    @Test
    void anAnswerThatCannotBeReadIsNoRefusal() {
        WebApplicationException unreadable = new WebApplicationException(new JsonParseException(null, "cut off"), 400);

        assertThat(Cards.failure(unreadable)).isInstanceOf(GatewayUnavailableException.class);
    }
}
