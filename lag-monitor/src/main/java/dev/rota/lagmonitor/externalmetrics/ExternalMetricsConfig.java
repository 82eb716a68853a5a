package dev.rota.lagmonitor.externalmetrics;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Who may ask under {@code /apis}. The certificate that is shown there has Quarkus' own settings, {@code quarkus.http.ssl.*}. */
@ConfigMapping(prefix = "rota.lag-monitor.external-metrics")
interface ExternalMetricsConfig {

    /**
     * A PEM file with the CA of the API server's client certificate. Given, nobody gets in under {@code /apis} without a certificate
     * of it, whatever else he has; otherwise the rules of the rest of the API hold.
     */
    Optional<Path> clientCa();

    /** Common names of client certificates that get in, of those of {@link #clientCa()}; all unless given. */
    Optional<Set<String>> clientNames();
}
