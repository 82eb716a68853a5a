package dev.rota.analytics.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.analytics.state.OrderState;
import dev.rota.analytics.state.TrackedOrder;
import dev.rota.contracts.AnomalyKind;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said of an order that is not as it should be. The same anomaly is said in the same words, under the same id. Pure. */
final class Anomalies {

    private Anomalies() {}

    /** A step may not follow where the order stands; null if nothing legal was heard of it. */
    static OrderAnomaly illegal(OrderEvent event, @Nullable OrderState state, String reason) {
        OrderAnomaly.Builder anomaly = OrderAnomaly.newBuilder()
                .setEventId(id(AnomalyKind.ILLEGAL_TRANSITION, event.getOrderId(), event.getEventId()))
                .setOrderId(event.getOrderId())
                .setCustomerId(event.getCustomerId())
                .setKind(AnomalyKind.ILLEGAL_TRANSITION)
                .setReported(event.getType().name())
                .setSourceEventId(event.getEventId())
                .setReason(reason)
                .setOccurredAt(event.getOccurredAt());
        if (state != null) {
            anomaly.setState(state.name());
        }
        return anomaly.build();
    }

    /** An order was due to go on, and has not. */
    static OrderAnomaly stuck(TrackedOrder order) {
        return OrderAnomaly.newBuilder()
                .setEventId(id(AnomalyKind.STUCK, order.getOrderId(), order.getState() + "@" + order.getSince()))
                .setOrderId(order.getOrderId())
                .setCustomerId(order.getCustomerId())
                .setKind(AnomalyKind.STUCK)
                .setState(order.getState().name())
                .setReason("The order is " + order.getState() + " since " + order.getSince()
                        + ", and was due to go on by " + order.getDueAt() + ".")
                .setOccurredAt(order.getDueAt())
                .build();
    }

    private static String id(AnomalyKind kind, String orderId, String what) {
        return UUID.nameUUIDFromBytes((kind + "|" + orderId + "|" + what).getBytes(UTF_8))
                .toString();
    }
}
