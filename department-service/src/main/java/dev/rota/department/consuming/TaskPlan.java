package dev.rota.department.consuming;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.department.channel.Department;
import dev.rota.department.task.Task;
import dev.rota.department.task.Work;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What an event means to a department. */
final class TaskPlan {

    private static final Duration CLEANED_WITHIN = Duration.ofMinutes(45);
    private static final Duration FILLED_WITHIN = Duration.ofHours(2);
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(5);
    private static final Set<OrderEventType> IN_MOTION = EnumSet.of(OrderEventType.SHIPPED, OrderEventType.DELIVERED);
    private static final Duration CALLED_WITHIN = Duration.ofMinutes(1);
    private static final double SPEED_LIMIT_KMPH = 120;

    private TaskPlan() {}

    /**
     * What there is to do.
     *
     * @param record where the event comes from
     * @throws UnusableEventException if the event is not one of the department's topic, or has no usable id
     */
    static Work of(Department department, ConsumerRecord<?, ?> record, SpecificRecord event) {
        return switch (department) {
            case HOUSEKEEPING -> {
                PatientCheckout checkout = expect(PatientCheckout.class, event);
                yield work(checkout.getEventId(), record, List.of(cleaning(checkout)));
            }
            case PHARMACY -> {
                PatientCheckout checkout = expect(PatientCheckout.class, event);
                yield work(checkout.getEventId(), record, prescriptions(checkout));
            }
            case EMAIL -> {
                OrderEvent order = expect(OrderEvent.class, event);
                yield work(order.getEventId(), record, mails(order));
            }
            case SMS -> {
                OrderEvent order = expect(OrderEvent.class, event);
                yield work(order.getEventId(), record, texts(order));
            }
            case AMBULANCE_ALERTS -> {
                VehicleTelemetry reading = expect(VehicleTelemetry.class, event);
                yield work(reading.getEventId(), record, calls(reading));
            }
        };
    }

    private static List<Task> mails(OrderEvent order) {
        return step(order)
                .map(step -> new Task(
                        Task.Kind.SEND_EMAIL,
                        order.getCustomerId(),
                        "Your order %s over %s %s %s"
                                .formatted(
                                        order.getOrderId(),
                                        order.getAmount().setScale(2, RoundingMode.HALF_EVEN),
                                        order.getCurrency(),
                                        step),
                        order.getOccurredAt().plus(TOLD_WITHIN)))
                .stream()
                .toList();
    }

    private static List<Task> texts(OrderEvent order) {
        return step(order)
                .filter(_ -> IN_MOTION.contains(order.getType()))
                .map(step -> new Task(
                        Task.Kind.SEND_SMS,
                        order.getCustomerId(),
                        "Your order %s %s".formatted(order.getOrderId(), step),
                        order.getOccurredAt().plus(TOLD_WITHIN)))
                .stream()
                .toList();
    }

    /** What there is to say; nothing of a step that came with a later version of the schema. */
    private static Optional<String> step(OrderEvent order) {
        return switch (order.getType()) {
            case CREATED -> Optional.of("has been received");
            case CONFIRMED -> Optional.of("is confirmed");
            case SHIPPED -> Optional.of("is on its way");
            case DELIVERED -> Optional.of("has been delivered");
            case CANCELLED -> Optional.of("has been cancelled");
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Task cleaning(PatientCheckout checkout) {
        return new Task(
                Task.Kind.CLEAN_ROOM,
                checkout.getRoom(),
                "",
                checkout.getOccurredAt().plus(CLEANED_WITHIN));
    }

    private static List<Task> prescriptions(PatientCheckout checkout) {
        return checkout.getPrescriptions().stream()
                .map(medicine -> new Task(
                        Task.Kind.FILL_PRESCRIPTION,
                        checkout.getPatientId(),
                        medicine,
                        checkout.getOccurredAt().plus(FILLED_WITHIN)))
                .toList();
    }

    private static List<Task> calls(VehicleTelemetry reading) {
        return reading.getSpeedKmph() <= SPEED_LIMIT_KMPH
                ? List.of()
                : List.of(new Task(
                        Task.Kind.CALL_DRIVER,
                        reading.getVehicleId(),
                        String.format(Locale.ROOT, "%.0f km/h", reading.getSpeedKmph()),
                        reading.getOccurredAt().plus(CALLED_WITHIN)));
    }

    private static Work work(String eventId, ConsumerRecord<?, ?> record, List<Task> tasks) {
        try {
            return new Work(UUID.fromString(eventId), record.topic(), record.partition(), record.offset(), tasks);
        } catch (IllegalArgumentException e) {
            throw new UnusableEventException("the event id is not a UUID", e);
        }
    }

    private static <T extends SpecificRecord> T expect(Class<T> type, SpecificRecord event) {
        if (type.isInstance(event)) {
            return type.cast(event);
        }
        throw new UnusableEventException(
                "it is a " + event.getSchema().getFullName() + ", which does not belong into this topic");
    }
}
