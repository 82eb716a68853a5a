package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor was started, and its cluster never answered. */
@QuarkusTest
@TestProfile(UnreachableClusterIT.NobodyThere.class)
class UnreachableClusterIT {

    /** Port 1 of the loopback address: refused at once, and nobody's to take. */
    public static final class NobodyThere implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "rota.lag-monitor.cluster", "nowhere",
                    "rota.lag-monitor.interval", "2s",
                    "rota.lag-monitor.call-timeout", "500ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/snapshot", "/api/groups", "/api/groups/billing", "/api/groups/billing/partitions"})
    void everyAnswerIsAProblemThatSaysWhenToComeBack(String path) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get(path)
                        .then()
                        .statusCode(503)
                        .contentType("application/problem+json")
                        .header("Retry-After", equalTo("2"))
                        .body("title", equalTo("Nothing sampled yet"))
                        .body("detail", containsString("cluster 'nowhere'"))
                        .body("detail", containsString("cannot be sampled (")));
    }

    @Test
    void itIsAliveButNotReady() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(503);
    }

    @Test
    void thereAreNoSeriesRatherThanZeroes() {
        String scrape =
                given().get("/q/metrics").then().statusCode(200).extract().asString();

        assertThat(scrape).doesNotContain("kafka_consumergroup_lag", "rota_lag_monitor_sample_age");
    }
}
