package dev.rota.lagmonitor.sampling;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down until the first snapshot, and while the last one is older than {@link LagMonitorConfig#staleAfter()}. */
@Readiness
@Singleton
final class SnapshotReadiness implements HealthCheck {

    private final LagMonitorConfig config;
    private final Monitor monitor;

    SnapshotReadiness(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        MonitorState state = monitor.state();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Lag snapshot")
                .withData("cluster", config.cluster())
                .status(state.isFresh(config.staleAfter()));
        state.snapshot().ifPresent(snapshot -> {
            Duration age = snapshot.takenAt().age();
            response.withData("ageMillis", age.toMillis())
                    .withData("groups", snapshot.byId().size());
        });
        state.outage().ifPresent(outage -> response.withData("reason", outage.reason()));
        return response.build();
    }
}
