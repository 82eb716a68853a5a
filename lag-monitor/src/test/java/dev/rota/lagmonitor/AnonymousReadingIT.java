package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may only look, which is everybody here, sees alerts and silences none. */
@QuarkusTest
@TestProfile(AnonymousReadingIT.ForEverybody.class)
class AnonymousReadingIT {

    /** Reachable from elsewhere, for everybody to look; without a cluster. */
    public static final class ForEverybody implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.host", "0.0.0.0",
                    "rota.access.anonymous-reading", "true",
                    "kafka.bootstrap.servers", "127.0.0.1:1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/alerts", "/api/alerts/history", "/api/alerts/silences"})
    void everybodySeesAlerts(String path) {
        given().get(path).then().statusCode(200);
    }

    @Test
    void nobodySilencesAnyWithoutTheRole() {
        AccessIT.silence(given()).statusCode(401);
        given().delete("/api/alerts/silences/any").then().statusCode(401);
    }
}
