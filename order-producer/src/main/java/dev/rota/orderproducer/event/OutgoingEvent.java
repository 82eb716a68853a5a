package dev.rota.orderproducer.event;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event with its place: the one spot that decides which topic and key an event gets. The key decides the partition,
 * and with it whose events stay in order.
 *
 * @param topic where it goes
 * @param key whose events stay in order among themselves
 * @param value the Avro record
 */
public record OutgoingEvent(SourceTopic topic, String key, SpecificRecord value) {

    /** A step of an order, in order with the customer's other steps. */
    public static OutgoingEvent of(OrderEvent event) {
        return new OutgoingEvent(SourceTopic.ORDER_EVENTS, event.getCustomerId(), event);
    }

    /** An ambulance's reading, in order with the vehicle's other readings. */
    public static OutgoingEvent of(VehicleTelemetry reading) {
        return new OutgoingEvent(SourceTopic.VEHICLE_TELEMETRY, reading.getVehicleId(), reading);
    }

    /** A patient's discharge, in order with the patient's other discharges. */
    public static OutgoingEvent of(PatientCheckout event) {
        return new OutgoingEvent(SourceTopic.PATIENT_CHECKOUT, event.getPatientId(), event);
    }
}
