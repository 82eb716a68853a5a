package dev.rota.billing;

import static dev.rota.billing.BillingDriver.ORDERS;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look and who may change what, where the service listens beyond the loopback address. */
@QuarkusTest
@TestProfile(BillingAccessIT.OnEveryAddress.class)
@QuarkusTestResource(LocalStackResource.class)
class BillingAccessIT {

    private static final String TOKEN = "a-token-for-this-test";

    LocalStack stack;

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
                "/invoices?customerId=c-1",
                "/invoices/by-event/018f6a3e-0000-7000-8000-000000000001",
                "/credit-notes?customerId=c-1",
                "/consumer",
                "/dead-letters",
                "/dead-letters/reasons"
            })
    void readingTakesARole(String path) {
        given().get(path).then().statusCode(401).contentType("application/problem+json");
        assertThat(operator().get(path).statusCode()).isNotEqualTo(401).isNotEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi"})
    void whatWatchesTheServiceNeedsNone(String path) {
        assertThat(given().get(path).statusCode()).isNotEqualTo(401);
    }

    @Test
    void sendingBackTakesTheOperatorWhoIsAudited() throws Exception {
        try (BillingDriver driver = new BillingDriver(stack, "http://localhost:" + RestAssured.port)) {
            driver.sendBytes(ORDERS, "c-access", "garbage".getBytes(UTF_8));
        }
        int id = await().atMost(Duration.ofSeconds(30))
                .until(() -> letters(operator()), letters -> !letters.isEmpty())
                .getFirst();

        given().post("/dead-letters/" + id + "/redrive")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("detail", containsString("Authorization: Bearer"));
        given().header("Authorization", "Bearer not-the-token-it-takes")
                .post("/dead-letters/" + id + "/redrive")
                .then()
                .statusCode(401);
        given().contentType("application/json")
                .body("{\"reason\": \"unreadable\"}")
                .post("/dead-letters/redrive")
                .then()
                .statusCode(401);
        operator().get("/dead-letters/" + id + "/redrives").then().body("size()", equalTo(0));

        operator().post("/dead-letters/" + id + "/redrive").then().statusCode(200);

        operator()
                .get("/dead-letters/" + id + "/redrives")
                .then()
                .body("size()", equalTo(1))
                .body("[0].actor", equalTo("operator"));
    }

    private static List<Integer> letters(RequestSpecification caller) {
        return caller.get("/dead-letters?reason=unreadable").jsonPath().getList("deadLetters.id", Integer.class);
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + TOKEN);
    }
}
