package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the monitor under test says of groups. */
final class Groups {

    private static final Duration SOON = Duration.ofSeconds(90);

    private Groups() {}

    static JsonPath group(String group) {
        return given().get("/api/groups/{group}", group).jsonPath();
    }

    /** A row for each partition. */
    static List<Map<String, Object>> rows(String group) {
        return given().get("/api/groups/{group}/partitions", group).jsonPath().getList("$");
    }

    static void awaitTotalLag(String group, long lag) {
        await().atMost(SOON).until(() -> {
            Number known = group(group).get("totalLag");
            return known != null && known.longValue() == lag;
        });
    }
}
