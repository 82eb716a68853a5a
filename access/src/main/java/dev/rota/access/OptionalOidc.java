package dev.rota.access;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Has no configuration to give, and leaves every request to the one of {@code quarkus.oidc.*}. That it is there is what
 * counts: it lets a service start without any, which Quarkus would otherwise take for a mistake.
 */
@Singleton
@Unremovable
class OptionalOidc implements TenantConfigResolver {

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext request, OidcRequestContext<OidcTenantConfig> context) {
        return Uni.createFrom().nullItem();
    }
}
