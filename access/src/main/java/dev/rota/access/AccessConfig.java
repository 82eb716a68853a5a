package dev.rota.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * Who has access to a service that listens beyond the loopback address. OIDC has Quarkus' own settings: it is on when
 * {@code quarkus.oidc.auth-server-url} or {@code quarkus.oidc.public-key} is set.
 */
@ConfigMapping(prefix = "rota.access")
interface AccessConfig {

    /** The bearer token that makes its owner an operator; at least 16 characters. */
    Optional<String> operatorToken();

    /** Whether everybody may read. */
    @WithDefault("false")
    boolean anonymousReading();
}
