package dev.rota.billing.deadletter;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Principal;

/** Makes whoever calls without a name an operator named {@value #NAME}. */
@ApplicationScoped
public class TestOperator implements SecurityIdentityAugmentor {

    static final String NAME = "ada";

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (!identity.isAnonymous()) {
            return Uni.createFrom().item(identity);
        }
        Principal ada = () -> NAME;
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(ada)
                        .addRole("operator")
                        .build());
    }
}
