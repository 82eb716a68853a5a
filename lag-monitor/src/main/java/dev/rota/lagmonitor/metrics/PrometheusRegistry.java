package dev.rota.lagmonitor.metrics;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The registry behind {@code /q/metrics}. Quarkus' own cannot be had: each injection point is given another one. */
final class PrometheusRegistry {

    @Produces
    @Singleton
    CollectorRegistry registry(LagCollector lag) {
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(lag);
        return registry;
    }
}
