package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEventType;

/** The steps that may be reported: those of the schema without UNKNOWN, which only readers of a newer schema meet. */
enum ReportedStep {
    CREATED,
    CONFIRMED,
    SHIPPED,
    DELIVERED,
    CANCELLED;

    private final OrderEventType eventType = OrderEventType.valueOf(name());

    OrderEventType eventType() {
        return eventType;
    }
}
