package dev.rota.localstack.control;

import dev.rota.localstack.process.Component;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code ./rota ps} shows of one component.
 *
 * @param name for example {@code billing-service-2}
 * @param state where it is in its life
 * @param pid its process, while there is one
 * @param address where it is reached
 * @param startedAt when it was last started
 * @param millisToReady from that start to its first ready answer
 * @param log file of its output
 */
public record ComponentStatus(
        String name,
        Component.State state,
        Optional<Long> pid,
        String address,
        Instant startedAt,
        long millisToReady,
        String log) {

    /** The component as it is now. */
    public static ComponentStatus of(Component component) {
        return new ComponentStatus(
                component.name(),
                component.state(),
                component.pid().stream().boxed().findFirst(),
                component.address(),
                component.startedAt(),
                component.timeToReady().toMillis(),
                component.log().toString());
    }
}
