package dev.rota.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A service in a cluster for which nobody has said who may do what. */
@QuarkusTest
@TestProfile(OnEveryAddress.class)
class LockedIT {

    @TestHTTPResource
    URI service;

    @Test
    void nothingOpensItAndTheAnswerSaysWhatWould() {
        Caller caller = new Caller(service);

        HttpResponse<String> answer = caller.change("Authorization", "Bearer ");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("locked", "rota.access.operator-token", "quarkus.oidc.auth-server-url");
        assertThat(caller.read().statusCode()).isEqualTo(401);
        assertThat(caller.open().statusCode()).isEqualTo(200);
    }
}
