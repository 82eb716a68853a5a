package dev.rota.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    private static final String TOKEN = "0123456789abcdef";

    @Test
    void aShortTokenFailsTheStartAndIsNotRepeated() {
        AccessRules rules = rules("0.0.0.0", Optional.of("0123456789abcde"), Optional.empty());

        assertThatThrownBy(() -> rules.check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rota.access.operator-token")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void onlyTheTokenItselfIsTheToken() {
        AccessRules rules = rules("0.0.0.0", Optional.of(TOKEN), Optional.empty());

        assertThat(rules.isOperatorToken(TOKEN)).isTrue();
        assertThat(rules.isOperatorToken(TOKEN + "0")).isFalse();
        assertThat(rules.isOperatorToken("")).isFalse();
        assertThat(rules("0.0.0.0", Optional.empty(), Optional.empty()).isOperatorToken(""))
                .isFalse();
    }

    @Test
    void thoseWhoAreRefusedHearWhatTheyNeedHere() {
        assertThat(rules("0.0.0.0", Optional.empty(), Optional.empty()).whyUnauthorized())
                .contains("locked", "rota.access.operator-token", "quarkus.oidc.auth-server-url");
        assertThat(rules("0.0.0.0", Optional.of(TOKEN), Optional.empty()).whyUnauthorized())
                .contains("operator's token")
                .doesNotContain("OIDC");
        assertThat(rules("0.0.0.0", Optional.empty(), Optional.of("https://id.test"))
                        .whyUnauthorized())
                .contains("OIDC token")
                .doesNotContain("operator's token");
        assertThat(rules("127.0.0.1", Optional.empty(), Optional.empty()).whyUnauthorized())
                .contains("localhost")
                .doesNotContain("locked");
    }

    private static AccessRules rules(String host, Optional<String> token, Optional<String> oidcServer) {
        AccessConfig config = new AccessConfig() {
            @Override
            public Optional<String> operatorToken() {
                return token;
            }

            @Override
            public boolean anonymousReading() {
                return false;
            }
        };
        VertxHttpConfig http = (VertxHttpConfig) Proxy.newProxyInstance(
                VertxHttpConfig.class.getClassLoader(), new Class<?>[] {VertxHttpConfig.class}, (_, _, _) -> host);
        return new AccessRules(config, http, true, oidcServer, Optional.empty());
    }
}
