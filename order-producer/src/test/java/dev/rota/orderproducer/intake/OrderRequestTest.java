package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRequestTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private static final BigDecimal AMOUNT = new BigDecimal("12.5");
    private static final UUID EVENT_ID = UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    static Stream<Arguments> invalid() {
        Instant now = Instant.now();
        return Stream.of(
                Arguments.of("orderId", order("", "c", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("orderId", order("o".repeat(65), "c", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, null, ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, "c 1", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, "-c", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, "c\n", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, "\u00e9", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("customerId", order(null, "c\u00e9", ReportedStep.CREATED, AMOUNT, "EUR", null)),
                Arguments.of("type", order(null, "c", null, AMOUNT, "EUR", null)),
                Arguments.of("amount", order(null, "c", ReportedStep.CREATED, null, "EUR", null)),
                Arguments.of("amount", withAmount("0")),
                Arguments.of("amount", withAmount("-0.01")),
                Arguments.of("amount", withAmount("0.00001")),
                Arguments.of("amount", withAmount("1000000000000000")),
                Arguments.of("amount", withAmount("1e999999999")),
                Arguments.of("currency", order(null, "c", ReportedStep.CREATED, AMOUNT, null, null)),
                Arguments.of("currency", order(null, "c", ReportedStep.CREATED, AMOUNT, "eur", null)),
                Arguments.of("currency", order(null, "c", ReportedStep.CREATED, AMOUNT, "EUX", null)),
                Arguments.of("occurredAt", occurredAt(Instant.parse("1999-12-31T23:59:59Z"))),
                Arguments.of("occurredAt", occurredAt(now.plus(Duration.ofDays(2)))),
                Arguments.of("occurredAt", occurredAt(Instant.MAX)));
    }

    @ParameterizedTest
    @MethodSource
    void invalid(String field, OrderRequest order) {
        assertThat(VALIDATOR.validate(order))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.getPropertyPath()).hasToString(field));
    }

    @Test
    void anIdUpToItsLimitsIsValid() {
        String longest = "aA0zZ9._:-".repeat(6) + "abcd";

        assertThat(VALIDATOR.validate(order("7", longest, ReportedStep.CREATED, AMOUNT, "EUR", null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0001", "999999999999999.9999", "1e3"})
    void anAmountUpToItsLimitsIsValidAndFitsTheSchema(String amount) {
        OrderRequest order = withAmount(amount);

        assertThat(VALIDATOR.validate(order)).isEmpty();
        assertThat(order.toEvent(EVENT_ID, NOW).getAmount())
                .isEqualByComparingTo(amount)
                .matches(written -> written.scale() == 4);
    }

    @Test
    void whatIsGivenIsWhatIsSent() {
        Instant then = Instant.parse("2026-01-30T08:15:00Z");

        OrderEvent event = order("order-1", "customer-1", ReportedStep.SHIPPED, AMOUNT, "CHF", then)
                .toEvent(EVENT_ID, NOW);

        assertThat(event)
                .isEqualTo(new OrderEvent(
                        EVENT_ID.toString(),
                        "order-1",
                        "customer-1",
                        OrderEventType.SHIPPED,
                        new BigDecimal("12.5000"),
                        "CHF",
                        then));
    }

    @Test
    void whatIsLeftOutComesFromTheEventIdAndTheClock() {
        OrderEvent event = order(null, "customer-1", ReportedStep.CREATED, AMOUNT, "EUR", null)
                .toEvent(EVENT_ID, NOW);

        assertThat(event.getOrderId()).isEqualTo(EVENT_ID.toString());
        assertThat(event.getOccurredAt()).isEqualTo(NOW);
    }

    private static OrderRequest withAmount(String amount) {
        return order(null, "c", ReportedStep.CREATED, new BigDecimal(amount), "EUR", null);
    }

    private static OrderRequest occurredAt(Instant instant) {
        return order(null, "c", ReportedStep.CREATED, AMOUNT, "EUR", instant);
    }

    private static OrderRequest order(
            String orderId,
            String customerId,
            ReportedStep type,
            BigDecimal amount,
            String currency,
            Instant occurredAt) {
        return new OrderRequest(orderId, customerId, type, amount, currency, occurredAt);
    }
}
