package dev.rota.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * Knows those who call from this machine, and the owner of the operator's token. Everybody else is left to OIDC, which is
 * asked next, or stays anonymous. Called on event loops; does not block.
 */
@Singleton
class AccessMechanism implements HttpAuthenticationMechanism {

    private static final int UNAUTHORIZED = 401;

    private static final SecurityIdentity LOCAL = operator("local");
    private static final SecurityIdentity OPERATOR = operator("operator");

    /** Proxies say for whom they call in one of these. */
    private static final Set<String> FORWARDED =
            Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    private final AccessRules rules;

    AccessMechanism(AccessRules rules) {
        this.rules = rules;
    }

    private static SecurityIdentity operator(String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(Set.of(Roles.VIEWER, Roles.OPERATOR))
                .build();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        if (isLocal(request)) {
            return Uni.createFrom().item(LOCAL);
        }
        return Optional.ofNullable(request.request().getHeader(HttpHeaderNames.AUTHORIZATION))
                        .filter(rules::isOperators)
                        .isPresent()
                ? Uni.createFrom().item(OPERATOR)
                : Uni.createFrom().nullItem();
    }

    /**
     * Whether the caller is on this machine. The name by which the service was called counts as well: a page whose own
     * name was made to point here (DNS rebinding) brings that name along. A proxy in front of us is on this machine, but
     * its callers need not be.
     */
    private boolean isLocal(RoutingContext request) {
        return rules.isOnLoopback()
                && FORWARDED.stream().noneMatch(request.request().headers()::contains)
                && Optional.ofNullable(request.request().authority())
                        .map(HostAndPort::host)
                        .filter(Loopback::includes)
                        .isPresent();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(UNAUTHORIZED, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    /** Before OIDC, which takes every bearer token for one of its own and refuses what is not; see quarkus.oidc.priority. */
    @Override
    public int getPriority() {
        return 2 * DEFAULT_PRIORITY;
    }
}
