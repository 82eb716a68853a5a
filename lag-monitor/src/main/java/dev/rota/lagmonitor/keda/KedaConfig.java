package dev.rota.lagmonitor.keda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Whether KEDA is served. Address, port and certificates have Quarkus' own settings, {@code quarkus.grpc.server.*}. */
@ConfigMapping(prefix = "rota.lag-monitor.keda")
interface KedaConfig {

    /** Whether there is a gRPC server. */
    @WithDefault("false")
    boolean enabled();

    /**
     * A PEM file with the CA of KEDA's client certificate, which is then required: {@code quarkus.grpc.server.ssl.client-auth} must say
     * so, too.
     */
    Optional<Path> clientCa();
}
