package dev.rota.department.consuming;

import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.department.channel.Department;
import dev.rota.department.task.Task;
import dev.rota.department.task.Work;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What an event means to a department. */
final class TaskPlan {

    private static final Duration CLEANED_WITHIN = Duration.ofMinutes(45);
    private static final Duration FILLED_WITHIN = Duration.ofHours(2);
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
            case AMBULANCE_ALERTS -> {
                VehicleTelemetry reading = expect(VehicleTelemetry.class, event);
                yield work(reading.getEventId(), record, calls(reading));
            }
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
