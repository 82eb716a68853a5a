package dev.rota.access;

import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The same rules for what Quarkus' HTTP security does not see or cannot judge alone, asked by hand. OIDC is not among them: a
 * token of that kind is for HTTP. Immutable; any thread may ask.
 */
@Singleton
public class Admission {

    private final AccessRules rules;

    Admission(AccessRules rules) {
        this.rules = rules;
    }

    /**
     * Whether whoever calls from anywhere may read.
     *
     * @param authorization what the caller sends as {@code Authorization}; empty if nothing
     */
    public boolean mayRead(Optional<String> authorization) {
        return rules.hasAnonymousReading()
                || authorization.filter(rules::isOperators).isPresent();
    }

    /** Whether only this machine reaches whoever listens at this address. */
    public boolean isLoopback(String host) {
        return Loopback.includes(host);
    }

    /** What somebody lacks whom an HTTP endpoint does not know, in a sentence. */
    public String whyUnauthorized() {
        return rules.whyUnauthorized();
    }
}
