package dev.rota.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service as it is in a cluster, with both ways to be somebody. */
@QuarkusTest
@TestProfile(OnEveryAddress.WithTokenAndOidc.class)
class OnEveryAddressIT {

    private static final String RIGHT = "Bearer " + OnEveryAddress.OPERATOR_TOKEN;

    @TestHTTPResource
    URI service;

    private Caller caller;

    @BeforeEach
    void connect() {
        caller = new Caller(service);
    }

    @Test
    void nobodyIsAnybodyWithoutAToken() {
        HttpResponse<String> answer = caller.change();

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("operator's token, or an OIDC token with the role viewer to read");
        assertThat(caller.read().statusCode()).isEqualTo(401);
    }

    @Test
    void aWrongTokenIsRefused() {
        HttpResponse<String> answer = caller.change("Authorization", RIGHT + "x");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("The token is not valid");
        assertThat(caller.change("Authorization", OnEveryAddress.OPERATOR_TOKEN).statusCode())
                .isEqualTo(401);
    }

    @Test
    void theOperatorsTokenOpensEverything() {
        assertThat(caller.change("Authorization", RIGHT).body()).isEqualTo("operator");
        assertThat(caller.read("Authorization", RIGHT).body()).isEqualTo("operator");
        assertThat(caller.read("authorization", "bearer " + OnEveryAddress.OPERATOR_TOKEN)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOidcTokenOfAnOperatorOpensEverything() {
        String token = "Bearer " + OnEveryAddress.oidcToken(Roles.OPERATOR);

        assertThat(caller.change("Authorization", token).body()).isEqualTo("alice");
        assertThat(caller.read("Authorization", token).body()).isEqualTo("alice");
    }

    @Test
    void anOidcTokenOfAViewerOpensReadingOnly() {
        String token = "Bearer " + OnEveryAddress.oidcToken(Roles.VIEWER);

        HttpResponse<String> change = caller.change("Authorization", token);

        assertThat(caller.read("Authorization", token).body()).isEqualTo("alice");
        assertThat(change.statusCode()).isEqualTo(403);
        assertThat(change.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(change.body()).contains("changing the role operator");
    }

    @Test
    void anOidcTokenWithoutARoleOpensNothing() {
        assertThat(caller.read("Authorization", "Bearer " + OnEveryAddress.oidcToken("visitor"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenThatSomebodyElseSignedIsRefused() {
        assertThat(caller.change("Authorization", "Bearer " + OnEveryAddress.foreignToken(Roles.OPERATOR))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatIsOpenStaysOpenWithAnyToken() {
        assertThat(caller.open().statusCode()).isEqualTo(200);
        assertThat(caller.open("Authorization", "Bearer stale").statusCode()).isEqualTo(200);
        assertThat(caller.send("GET", "/q/health/live", "Authorization", "Bearer stale")
                        .statusCode())
                .isEqualTo(200);
        assertThat(caller.send("GET", "/q/openapi").body()).contains("scheme: bearer");
    }

    @Test
    void aPageFromElsewhereMayNotEvenWithAToken() {
        assertThat(caller.change("Authorization", RIGHT, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }
}
