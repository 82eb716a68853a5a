package dev.rota.department.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.department.channel.Department;
import dev.rota.department.task.Task;
import dev.rota.department.task.Work;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TaskPlanTest {

    private static final UUID EVENT = new UUID(1, 2);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @Test
    void housekeepingCleansTheRoomWhateverWasPrescribed() {
        assertThat(plan(Department.HOUSEKEEPING, checkout(List.of())))
                .isEqualTo(new Work(
                        EVENT,
                        "a-topic",
                        3,
                        7,
                        List.of(new Task(Task.Kind.CLEAN_ROOM, "B-214", "", Instant.parse("2026-01-02T12:45:00Z")))));
    }

    @Test
    void thePharmacyFillsEachPrescription() {
        Instant due = Instant.parse("2026-01-02T14:00:00Z");

        assertThat(plan(Department.PHARMACY, checkout(List.of("Ramipril 5 mg", "Ibuprofen 400 mg")))
                        .tasks())
                .containsExactly(
                        new Task(Task.Kind.FILL_PRESCRIPTION, "patient-1", "Ramipril 5 mg", due),
                        new Task(Task.Kind.FILL_PRESCRIPTION, "patient-1", "Ibuprofen 400 mg", due));
        assertThat(plan(Department.PHARMACY, checkout(List.of())).tasks()).isEmpty();
    }

    @Test
    void aDriverIsCalledWhoIsFasterThanTheLimit() {
        assertThat(plan(Department.AMBULANCE_ALERTS, reading(120)).tasks()).isEmpty();
        assertThat(plan(Department.AMBULANCE_ALERTS, reading(143.4)).tasks())
                .containsExactly(new Task(
                        Task.Kind.CALL_DRIVER, "ambulance-7", "143 km/h", Instant.parse("2026-01-02T12:01:00Z")));
    }

    @Test
    void anEventOfAnotherKindOrWithoutAUsableIdCannotBeUsed() {
        assertThatExceptionOfType(UnusableEventException.class)
                .isThrownBy(() -> plan(Department.PHARMACY, reading(100)))
                .withMessageContaining("VehicleTelemetry");
        assertThatExceptionOfType(UnusableEventException.class)
                .isThrownBy(() -> plan(
                        Department.AMBULANCE_ALERTS,
                        new VehicleTelemetry("one", "ambulance-7", 100.0, 52.0, 13.0, NOON)))
                .withMessageContaining("not a UUID");
    }

    private static Work plan(Department department, SpecificRecord event) {
        return TaskPlan.of(department, new ConsumerRecord<>("a-topic", 3, 7, null, null), event);
    }

    private static PatientCheckout checkout(List<String> prescriptions) {
        return new PatientCheckout(
                EVENT.toString(), "patient-1", "B-214", prescriptions, new BigDecimal("845.00"), "EUR", NOON);
    }

    private static VehicleTelemetry reading(double speed) {
        return new VehicleTelemetry(EVENT.toString(), "ambulance-7", speed, 52.5, 13.4, NOON);
    }
}
