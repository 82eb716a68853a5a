package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Proof that the broker has an event: where it stands in the log. */
sealed interface Receipt {

    /** Where an order's step is. */
    @Schema(name = "OrderReceipt")
    record ForOrder(
            @Schema(examples = "0197f3c2-5d7e-7b3a-9c1d-2f6a8e4b0c11")
            String eventId,

            @Schema(examples = "order-4711") String orderId,
            @Schema(examples = "order-events") String topic,
            @Schema(examples = "3") int partition,
            @Schema(examples = "1207") long offset)
            implements Receipt {

        static ForOrder of(OrderEvent event, Acknowledged at) {
            return new ForOrder(
                    event.getEventId(),
                    event.getOrderId(),
                    SourceTopic.ORDER_EVENTS.topicName(),
                    at.partition(),
                    at.offset());
        }
    }

    /** Where a reading is. */
    @Schema(name = "TelemetryReceipt")
    record ForReading(
            @Schema(examples = "0197f3c2-5d7e-7b3a-9c1d-2f6a8e4b0c11")
            String eventId,

            @Schema(examples = "ambulance-7") String vehicleId,
            @Schema(examples = "vehicle.telemetry") String topic,
            @Schema(examples = "1") int partition,
            @Schema(examples = "90210") long offset)
            implements Receipt {

        static ForReading of(VehicleTelemetry reading, Acknowledged at) {
            return new ForReading(
                    reading.getEventId(),
                    reading.getVehicleId(),
                    SourceTopic.VEHICLE_TELEMETRY.topicName(),
                    at.partition(),
                    at.offset());
        }
    }

    /** Where a checkout is. */
    @Schema(name = "CheckoutReceipt")
    record ForCheckout(
            @Schema(examples = "0197f3c2-5d7e-7b3a-9c1d-2f6a8e4b0c11")
            String eventId,

            @Schema(examples = "patient-1007") String patientId,
            @Schema(examples = "patient-checkout") String topic,
            @Schema(examples = "2") int partition,
            @Schema(examples = "318") long offset)
            implements Receipt {

        static ForCheckout of(PatientCheckout event, Acknowledged at) {
            return new ForCheckout(
                    event.getEventId(),
                    event.getPatientId(),
                    SourceTopic.PATIENT_CHECKOUT.topicName(),
                    at.partition(),
                    at.offset());
        }
    }
}
