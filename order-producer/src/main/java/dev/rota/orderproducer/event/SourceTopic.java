package dev.rota.orderproducer.event;

/** The topics that this service writes, by the names the topic catalogue gives them. */
public enum SourceTopic {
    ORDER_EVENTS("order-events"),
    PATIENT_CHECKOUT("patient-checkout"),
    VEHICLE_TELEMETRY("vehicle.telemetry");

    private final String topicName;

    SourceTopic(String topicName) {
        this.topicName = topicName;
    }

    /** The topic's name in Kafka. */
    public String topicName() {
        return topicName;
    }

    @Override
    public String toString() {
        return topicName;
    }
}
