package dev.rota.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The rules as this service is set up, and how to say them to those who are refused. Immutable. */
@Singleton
class AccessRules {

    private static final Logger LOG = Logger.getLogger(AccessRules.class);

    private static final String BEARER = "Bearer ";
    private static final int SHORTEST_TOKEN = 16;

    private static final String LOCKED =
            "Changes are locked: the service listens beyond the loopback address, and neither rota.access.operator-token"
                    + " nor OIDC (quarkus.oidc.auth-server-url) is set to unlock them.";

    private final AccessConfig config;
    private final boolean onLoopback;
    private final boolean oidc;

    AccessRules(
            AccessConfig config,
            VertxHttpConfig http,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean oidcEnabled,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> oidcServer,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> oidcKey) {
        this.config = config;
        onLoopback = Loopback.includes(http.host());
        oidc = oidcEnabled && (oidcServer.isPresent() || oidcKey.isPresent());
    }

    /**
     * At the start, so that a mistake is not found out by the first request.
     *
     * @throws ConfigurationException if the operator's token is too short
     */
    void check(@Observes StartupEvent start) {
        if (config.operatorToken()
                .filter(token -> token.length() < SHORTEST_TOKEN)
                .isPresent()) {
            throw new ConfigurationException(
                    "rota.access.operator-token must have at least " + SHORTEST_TOKEN + " characters.");
        }
        if (isLocked()) {
            LOG.warn(LOCKED);
        }
    }

    /** Whether the service can be reached from this machine only. */
    boolean isOnLoopback() {
        return onLoopback;
    }

    boolean hasAnonymousReading() {
        return config.anonymousReading();
    }

    /** Whether a token is the operator's; takes as long for a token that is nearly right as for any other. */
    boolean isOperatorToken(String token) {
        return config.operatorToken()
                .filter(expected -> MessageDigest.isEqual(utf8(expected), utf8(token)))
                .isPresent();
    }

    /** Whether this value of {@code Authorization} has the operator's token. */
    boolean isOperators(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && isOperatorToken(authorization.substring(BEARER.length()).strip());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isLocked() {
        return !onLoopback && config.operatorToken().isEmpty() && !oidc;
    }

    /** What somebody lacks whom the service does not know. */
    String whyUnauthorized() {
        if (isLocked()) {
            return LOCKED;
        }
        String operator = config.operatorToken().isPresent() ? "the operator's token" : "";
        String anybody = oidc
                ? "an OIDC token with the role " + Roles.VIEWER + " to read or " + Roles.OPERATOR + " to change"
                : "";
        String needed = operator + (operator.isEmpty() || anybody.isEmpty() ? "" : ", or ") + anybody;
        return onLoopback
                ? "Without a token only those are served who call the service by its loopback address, such as localhost."
                : "Send Authorization: Bearer with " + needed + ".";
    }

    /** What somebody lacks whom the service does know. */
    String whyForbidden() {
        return "Reading takes the role " + Roles.VIEWER + ", changing the role " + Roles.OPERATOR + ".";
    }
}
