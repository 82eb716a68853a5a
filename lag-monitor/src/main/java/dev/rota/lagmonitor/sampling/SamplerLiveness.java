package dev.rota.lagmonitor.sampling;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down only when no further tick will come: a cluster that is away is no reason to restart the monitor. */
@Liveness
@Singleton
final class SamplerLiveness implements HealthCheck {

    private final LagSampler sampler;

    SamplerLiveness(LagSampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Lag sampler")
                .status(sampler.isAlive())
                .build();
    }
}
