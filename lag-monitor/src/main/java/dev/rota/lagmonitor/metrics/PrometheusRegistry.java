package dev.rota.lagmonitor.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The registry behind {@code /q/metrics}: the latest snapshot, and what the monitor counts of itself. */
final class PrometheusRegistry {

    @Produces
    @Singleton
    CollectorRegistry registry(LagCollector lag) {
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(lag);
        return registry;
    }

    // Deprecated for the sake of a newer client, which this Quarkus does not come with.
    @SuppressWarnings("deprecation")
    @Produces
    @Singleton
    PrometheusMeterRegistry meters(CollectorRegistry registry) {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    }
}
