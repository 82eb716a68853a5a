package dev.rota.orderproducer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.access.Roles;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.OnEveryAddressAndTraced;
import dev.rota.orderproducer.RunningStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may start and stop the simulation of a service that listens beyond the loopback address. */
@QuarkusTest
@TestProfile(OnEveryAddressAndTraced.class)
@QuarkusTestResource(RunningStack.class)
class SimulationAccessIT {

    private static final String IDLE = """
            {"ordersPerSecond": 0, "checkoutsPerSecond": 0}""";
    private static final String ORDER = """
            {"customerId": "c-1", "type": "CREATED", "amount": 1, "currency": "EUR"}""";

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "test.signing-key")
    String signingKey;

    private Api api;

    @BeforeEach
    void connect() {
        api = Api.whenReady(base);
    }

    @AfterEach
    void stop() {
        assertThat(as(OnEveryAddressAndTraced.OPERATOR_TOKEN, "DELETE").status())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenItIsNeitherShownNorStartedNorStopped() {
        Answer refused = api.put("/simulation", IDLE);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.contentType()).contains("application/problem+json");
        assertThat(refused.body().path("detail").asText()).contains("Authorization: Bearer");
        assertThat(api.get("/simulation").status()).isEqualTo(401);
        assertThat(api.delete("/simulation").status()).isEqualTo(401);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void withAWrongTokenNeither() {
        assertThat(as("another-token-than-ours", "PUT").status()).isEqualTo(401);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void withTheOperatorsTokenItIsStarted() {
        assertThat(as(OnEveryAddressAndTraced.OPERATOR_TOKEN, "PUT").status()).isEqualTo(200);
        assertThat(isRunning()).isTrue();
    }

    @Test
    void withAnOidcTokenOfAnOperatorToo() throws Exception {
        assertThat(as(oidcToken(Roles.OPERATOR), "PUT").status()).isEqualTo(200);
        assertThat(isRunning()).isTrue();
    }

    @Test
    void withAnOidcTokenOfAViewerItIsShownAndNoMore() throws Exception {
        Answer refused = as(oidcToken(Roles.VIEWER), "PUT");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.contentType()).contains("application/problem+json");
        assertThat(as(oidcToken(Roles.VIEWER), "DELETE").status()).isEqualTo(403);
        assertThat(as(oidcToken(Roles.VIEWER), "GET").status()).isEqualTo(200);
        assertThat(isRunning()).isFalse();
    }

    @Test
    void theIntakeAndWhatWatchesTheServiceAreOpen() {
        assertThat(api.post("/orders", ORDER).status()).isEqualTo(202);
        assertThat(api.get("/q/health/live").status()).isEqualTo(200);
        assertThat(api.get("/distribution").status()).isEqualTo(200);
    }

    private boolean isRunning() {
        return as(OnEveryAddressAndTraced.OPERATOR_TOKEN, "GET")
                .body()
                .path("running")
                .asBoolean();
    }

    private Answer as(String token, String method) {
        return api.exchange(
                method,
                "/simulation",
                method.equals("PUT") ? BodyPublishers.ofString(IDLE) : BodyPublishers.noBody(),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + token);
    }

    private String oidcToken(String role) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(signingKey)));
        return Jwt.upn("alice").groups(Set.of(role)).expiresIn(60).sign(key);
    }
}
