package dev.rota.orderproducer.publishing;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the registry has given the schema of every topic. A registry that goes away later does no harm. */
@Readiness
class SchemaReadiness implements HealthCheck {

    private final RegisteredSchemas schemas;

    SchemaReadiness(RegisteredSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public HealthCheckResponse call() {
        var missing = schemas.missing();
        var answer = HealthCheckResponse.named("Schemas").status(missing.isEmpty());
        return missing.isEmpty()
                ? answer.build()
                : answer.withData("reason", "Not found in the registry so far: " + missing)
                        .build();
    }
}
