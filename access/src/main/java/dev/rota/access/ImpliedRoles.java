package dev.rota.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets operators read, whatever their token says of it; and everybody, where that is wanted. */
@Singleton
class ImpliedRoles implements SecurityIdentityAugmentor {

    private final AccessRules rules;

    ImpliedRoles(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        boolean mayRead = identity.hasRole(Roles.OPERATOR) || rules.hasAnonymousReading();
        return Uni.createFrom()
                .item(
                        mayRead
                                ? QuarkusSecurityIdentity.builder(identity)
                                        .addRole(Roles.VIEWER)
                                        .build()
                                : identity);
    }
}
