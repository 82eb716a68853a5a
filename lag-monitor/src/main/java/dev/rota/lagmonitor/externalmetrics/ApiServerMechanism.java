package dev.rota.lagmonitor.externalmetrics;

import dev.rota.access.Roles;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.eclipse.microprofile.config.Config;

/**
 * Knows the API server under {@code /apis} by its client certificate, if its CA is configured, and lets nobody else in there. TLS has
 * verified a certificate before it is seen here; this CA is then the only one that TLS trusts. Elsewhere, and without a CA, who
 * calls is for others to say. Called on event loops; does not block.
 */
@Singleton
final class ApiServerMechanism implements HttpAuthenticationMechanism, HttpServerOptionsCustomizer {

    private static final String ROOT = "apis";
    private static final String CLIENT_CA = "rota.lag-monitor.external-metrics.client-ca";

    private final ExternalMetricsConfig config;
    private final Config all;

    ApiServerMechanism(ExternalMetricsConfig config, Config all) {
        this.config = config;
        this.all = all;
    }

    /** @throws ConfigurationException if the CA cannot be read, or would be forgotten */
    void check(@Observes StartupEvent start) {
        config.clientCa().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new ConfigurationException(
                    "%s must be a file that can be read, but is '%s'.".formatted(CLIENT_CA, file));
        });
        if (config.clientNames().isPresent() && config.clientCa().isEmpty()) {
            throw new ConfigurationException(
                    "rota.lag-monitor.external-metrics.client-names says nothing without " + CLIENT_CA + ".");
        }
        checkReload();
    }

    /** Quarkus would put the CAs of its TLS registry in place of this one, or those that Java trusts. */
    private void checkReload() {
        String reload = all.getOptionalValue("quarkus.http.tls-configuration-name", String.class)
                .map("quarkus.tls.%s.reload-period"::formatted)
                .orElse("quarkus.tls.reload-period");
        if (config.clientCa().isPresent()
                && all.getOptionalValue(reload, String.class).isPresent()) {
            throw new ConfigurationException(
                    "%s would be forgotten by %s: set quarkus.http.ssl.certificate.files, .key-files and .reload-period instead."
                            .formatted(CLIENT_CA, reload));
        }
    }

    /**
     * Asks for a client certificate; who has none is still served what is not under {@code /apis}.
     *
     * @throws ConfigurationException if there will be no HTTPS
     */
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        config.clientCa().ifPresent(file -> {
            if (options.getKeyCertOptions() == null) {
                throw new ConfigurationException(
                        "%s says nothing without HTTPS: set quarkus.http.ssl.certificate.files and .key-files, too."
                                .formatted(CLIENT_CA));
            }
            options.setClientAuth(ClientAuth.REQUEST)
                    .setTrustOptions(new PemTrustOptions().addCertPath(file.toString()));
        });
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        if (!isForApiServers(request)) {
            return Uni.createFrom().nullItem();
        }
        return clientName(request.request())
                .map(name -> Uni.createFrom().item(identity(name)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException("No client certificate")));
    }

    private boolean isForApiServers(RoutingContext request) {
        return config.clientCa().isPresent() && isUnderRoot(request.normalizedPath());
    }

    /** As resources are found: matrix parameters ({@code /apis;a=b}) are no part of a path. */
    static boolean isUnderRoot(String path) {
        return Arrays.stream(path.split("/"))
                .map(segment -> segment.split(";", 2)[0])
                .filter(segment -> !segment.isEmpty())
                .findFirst()
                .filter(ROOT::equals)
                .isPresent();
    }

    /** The common name of the caller's certificate, empty if that has none; nothing if there is no certificate. */
    private static Optional<String> clientName(HttpServerRequest request) {
        if (!request.isSSL()) {
            return Optional.empty();
        }
        try {
            return request.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(commonName(certificate.getSubjectX500Principal()))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static String commonName(X500Principal subject) {
        try {
            return new LdapName(subject.getName())
                    .getRdns().reversed().stream()
                            .filter(part ->
                                    part.getType().toUpperCase(Locale.ROOT).equals("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }

    private SecurityIdentity identity(String name) {
        boolean mayRead =
                config.clientNames().map(names -> names.contains(name)).orElse(true);
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(mayRead ? Set.of(Roles.VIEWER) : Set.of())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return isForApiServers(request)
                ? Uni.createFrom().item(new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code()))
                : Uni.createFrom().nullItem();
    }

    /** Before those of the house, which know everybody on this machine. */
    @Override
    public int getPriority() {
        return 3 * DEFAULT_PRIORITY;
    }
}
