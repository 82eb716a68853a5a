package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look, where the monitor listens beyond the loopback address. */
@QuarkusTest
@TestProfile(AccessIT.OnEveryAddress.class)
@WithTestResource(KafkaBroker.class)
class AccessIT {

    private static final String TOKEN = "a-token-for-this-test";

    /** Reachable from elsewhere, with a token for the operator. */
    public static class OnEveryAddress implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.host", "0.0.0.0", "rota.access.operator-token", TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/groups",
                "/api/groups/billing",
                "/api/groups/billing/partitions",
                "/api/snapshot",
                "/api/stream",
                "/api/alerts",
                "/api/alerts/history",
                "/api/alerts/silences"
            })
    void figuresTakeARole(String path) throws Exception {
        given().get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("detail", containsString("Authorization: Bearer"));
        // Not with REST Assured, which would wait for a stream's end.
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            assertThat(answer.statusCode()).isNotIn(401, 403);
        }
    }

    @Test
    void whoSilencesAlertsTakesOne() {
        silence(given()).statusCode(401).contentType("application/problem+json");
        given().delete("/api/alerts/silences/any").then().statusCode(401);

        String id = silence(given().header("Authorization", "Bearer " + TOKEN))
                .statusCode(201)
                .body("author", equalTo("operator"))
                .extract()
                .path("id");
        given().header("Authorization", "Bearer " + TOKEN)
                .delete("/api/alerts/silences/{id}", id)
                .then()
                .statusCode(204);
    }

    static ValidatableResponse silence(RequestSpecification caller) {
        return caller.contentType(ContentType.JSON)
                .body(Map.of("group", "billing", "for", "1h"))
                .post("/api/alerts/silences")
                .then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/metrics;", "/q/metrics;a=b", "/q;a=b/metrics", "/q/metrics/;"})
    void metricsTakeOne(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void whoHasOneIsGivenMetrics() {
        given().header("Authorization", "Bearer " + TOKEN)
                .get("/q/metrics")
                .then()
                .statusCode(200);
    }

    @Test
    void whatKubernetesAsksTakesOneWhereNoClientCaIsGiven() {
        given().get("/apis")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("kind", equalTo("Status"))
                .body("message", containsString("Authorization: Bearer"));
        given().header("Authorization", "Bearer " + TOKEN).get("/apis").then().statusCode(200);
    }

    @Test
    void theTextOfKafkasToolsTakesOneToo() {
        given().accept("text/plain").get("/api/groups").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/lag.js", "/q/health/live", "/q/health/ready", "/q/openapi"})
    void thePageAndWhatWatchesTheMonitorNeedNone(String path) {
        assertThat(given().get(path).statusCode()).isNotIn(401, 403);
    }
}
