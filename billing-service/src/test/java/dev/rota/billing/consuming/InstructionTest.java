package dev.rota.billing.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.billing.invoicing.Cancellation;
import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleTelemetry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstructionTest {

    private static final UUID EVENT = UUID.fromString("018f6a3e-0000-7000-8000-000000000001");

    @Test
    void aConfirmedOrderIsChargedToItsCustomer() {
        Instruction instruction =
                Instruction.of(order(OrderEventType.CONFIRMED, "EUR").build());

        assertThat(instruction).isInstanceOfSatisfying(Instruction.Bill.class, bill -> {
            Charge owed = bill.charge();
            assertThat(owed.eventId()).isEqualTo(EVENT);
            assertThat(owed.source()).isEqualTo(Charge.Source.ORDER);
            assertThat(owed.customerId()).isEqualTo("c-1");
            assertThat(owed.reference()).isEqualTo("o-1");
            assertThat(owed.amount()).isEqualByComparingTo("19.90");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = OrderEventType.class,
            names = {"CREATED", "SHIPPED", "DELIVERED"})
    void otherStepsOfAnOrderCostNothing(OrderEventType step) {
        assertThat(Instruction.of(order(step, "EUR").build())).isEqualTo(new Instruction.Nothing());
    }

    @Test
    void aCancelledOrderIsTakenBack() {
        assertThat(Instruction.of(order(OrderEventType.CANCELLED, "EUR").build()))
                .isEqualTo(new Instruction.TakeBack(new Cancellation(EVENT, "c-1", "o-1")));
    }

    @Test
    void aStepFromANewerSchemaIsNotPassedOver() {
        assertThatThrownBy(() ->
                        Instruction.of(order(OrderEventType.UNKNOWN, "EUR").build()))
                .isInstanceOf(UnbillableEventException.class);
    }

    @Test
    void aCurrencyThatDoesNotExistIsNamed() {
        assertThatThrownBy(() ->
                        Instruction.of(order(OrderEventType.CONFIRMED, "EUX").build()))
                .isInstanceOf(UnbillableEventException.class)
                .hasMessageContaining("'EUX'");
    }

    @Test
    void anEventIdThatIsNoUuidIsNamed() {
        OrderEvent order =
                order(OrderEventType.CONFIRMED, "EUR").setEventId("7").build();

        assertThatThrownBy(() -> Instruction.of(order))
                .isInstanceOf(UnbillableEventException.class)
                .hasMessageContaining("'7'");
    }

    @Test
    void aTombstoneSaysNothingToBill() {
        assertThatThrownBy(() -> Instruction.of(null)).isInstanceOf(UnbillableEventException.class);
    }

    @Test
    void aRecordOfAnotherKindIsNamed() {
        VehicleTelemetry reading = VehicleTelemetry.newBuilder()
                .setEventId(EVENT.toString())
                .setVehicleId("v-1")
                .setSpeedKmph(50)
                .setLatitude(0)
                .setLongitude(0)
                .setOccurredAt(Instant.EPOCH)
                .build();

        assertThatThrownBy(() -> Instruction.of(reading))
                .isInstanceOf(UnbillableEventException.class)
                .hasMessageContaining("VehicleTelemetry");
    }

    private static OrderEvent.Builder order(OrderEventType type, String currency) {
        return OrderEvent.newBuilder()
                .setEventId(EVENT.toString())
                .setOrderId("o-1")
                .setCustomerId("c-1")
                .setType(type)
                .setAmount(new BigDecimal("19.9000"))
                .setCurrency(currency)
                .setOccurredAt(Instant.EPOCH);
    }
}
