package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEventType;

/** The steps that may be reported: those of the schema without UNKNOWN, which only readers of a newer schema meet. */
enum ReportedStep {
    CREATED,
    CONFIRMED,
    SHIPPED,
    DELIVERED,
    CANCELLED;

    OrderEventType eventType() {
        return switch (this) {
            case CREATED -> OrderEventType.CREATED;
            case CONFIRMED -> OrderEventType.CONFIRMED;
            case SHIPPED -> OrderEventType.SHIPPED;
            case DELIVERED -> OrderEventType.DELIVERED;
            case CANCELLED -> OrderEventType.CANCELLED;
        };
    }
}
