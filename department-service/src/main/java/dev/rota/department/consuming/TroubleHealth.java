package dev.rota.department.consuming;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Not ready while something is waited for that the work needs; not alive when a message is stuck, so that a new start reads it again. */
@Singleton
class TroubleHealth {

    @Produces
    @Singleton
    @Readiness
    HealthCheck work(Trouble trouble) {
        return () -> response("Work", "waitingFor", trouble.waitingFor());
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck channel(Trouble trouble) {
        return () -> response("Channel", "stuck", trouble.stuck());
    }

    private static HealthCheckResponse response(String name, String key, @Nullable String trouble) {
        var response = HealthCheckResponse.named(name).status(trouble == null);
        return trouble == null
                ? response.build()
                : response.withData(key, trouble).build();
    }
}
