package dev.rota.lagmonitor.keda;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Says at the start whether KEDA is served, and lets no monitor run that was told to and cannot: Quarkus would only log it. Reads the CA
 * of clients from a PEM file, as all other certificates are read; Quarkus takes key stores only.
 */
@Singleton
final class KedaServer implements ServerBuilderCustomizer<VertxServerBuilder> {

    private static final Logger LOG = Logger.getLogger(KedaServer.class);

    private final KedaConfig config;
    private final GrpcConfiguration grpc;

    KedaServer(KedaConfig config, GrpcConfiguration grpc) {
        this.config = config;
        this.grpc = grpc;
    }

    @Override
    public void customize(GrpcServerConfiguration server, VertxServerBuilder builder) {
        config.clientCa()
                .ifPresent(file -> builder.useSsl(
                        options -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString()))));
    }

    /** @throws ConfigurationException if there should be a server, and there is none, or clients' certificates are not asked for */
    void check(@Observes StartupEvent start) {
        if (!config.enabled()) {
            return;
        }
        GrpcServerConfiguration server = grpc.server();
        String address =
                server.host() + ":" + (LaunchMode.current() == LaunchMode.TEST ? server.testPort() : server.port());
        if (GrpcServerRecorder.getVerticleCount() == 0) {
            throw new ConfigurationException(
                    "rota.lag-monitor.keda.enabled is set, and nothing can listen at %s with quarkus.grpc.server.* as it is."
                            .formatted(address));
        }
        if (config.clientCa().isPresent() && !KedaAccess.requiresCertificates(server)) {
            throw new ConfigurationException(
                    "rota.lag-monitor.keda.client-ca says nothing without quarkus.grpc.server.ssl.client-auth=required and a certificate"
                            + " in quarkus.grpc.server.ssl.*.");
        }
        LOG.infof("Serving KEDA at %s%s", address, server.isPlainTextEnabled() ? ", without TLS" : "");
    }
}
