package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.lagmonitor.Receivers.Call;
import dev.rota.lagmonitor.Receivers.Told;
import dev.rota.lagmonitor.notifying.PrometheusRules;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a real group that stops to whom it concerns. */
@QuarkusTest
@TestProfile(AlertsIT.Impatient.class)
@WithTestResource(KafkaBroker.class)
@WithTestResource(Receivers.class)
class AlertsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** One rule for the groups of each test, and no long waits. */
    public static final class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(Map.of(
                    "rota.lag-monitor.alerts.rules.\"GroupStands\".enabled", "false",
                    "rota.lag-monitor.alerts.group-wait", "500ms",
                    "rota.lag-monitor.alerts.group-interval", "1s",
                    "rota.lag-monitor.alerts.delivery.retry-after", "100ms",
                    "rota.lag-monitor.alerts.delivery.retry-at-most", "500ms",
                    "rota.lag-monitor.alerts.webhook.bearer-token", "secret-of-the-test",
                    "rota.lag-monitor.alerts.email.to", "nobody@rota.example,ops@rota.example"));
            // The test of the first looks at what is pending.
            Map<String, String> delays = Map.of("told", "4s", "away", "2s", "quiet", "2s");
            delays.forEach((name, delay) -> config.putAll(Map.of(
                    "rota.lag-monitor.alerts.rules.\"%s\".status".formatted(name),
                    "STOPPED",
                    "rota.lag-monitor.alerts.rules.\"%s\".groups".formatted(name),
                    name + "-.*",
                    "rota.lag-monitor.alerts.rules.\"%s\".for".formatted(name),
                    delay,
                    "rota.lag-monitor.alerts.rules.\"%s\".severity".formatted(name),
                    "critical")));
            return config;
        }
    }

    @Stack
    LocalStack stack;

    @Told
    Receivers receivers;

    private Traffic traffic;

    @BeforeEach
    void open() {
        traffic = new Traffic(stack.bootstrapServers());
    }

    @AfterEach
    void close() {
        traffic.close();
    }

    @Test
    void aGroupThatHasStoppedIsToldOfOnceAndOnceThatItIsWellAgain() throws Exception {
        String group = Traffic.unique("told");
        String topic = traffic.topic(10);
        assertThat(states(group)).isEmpty();
        traffic.commit(group, topic, 4);

        await().atMost(SOON).until(() -> states(group).equals(List.of("pending")));
        await().atMost(SOON).until(() -> states(group).equals(List.of("firing")));
        await().atMost(SOON).until(() -> receivers.webhook("told").size() == 1);
        Call first = receivers.webhook("told").getFirst();
        assertThat(first.key()).isEqualTo(first.body().getString("id"));
        assertThat(first.authorization()).isEqualTo("Bearer secret-of-the-test");
        assertThat(first.body().getInt("version")).isEqualTo(1);
        assertThat(first.body().getString("cluster")).isEqualTo("it");
        assertThat(first.body().getString("cause")).isEqualTo("firing");
        assertThat(first.body().getInt("firing")).isEqualTo(1);
        assertThat(first.body().getString("worst[0].group")).isEqualTo(group);
        assertThat(first.body().getString("worst[0].reason")).contains("STOPPED", topic, "6 records");
        await().atMost(SOON).until(() -> receivers.slack("told (critical)").size() == 1);
        assertThat(receivers.slack("told (critical)").getFirst().body().getString("attachments[0].text"))
                .contains(group);
        await().atMost(SOON).until(() -> receivers.mails("told (critical)").size() == 1);
        assertThat(receivers.mails("told (critical)").getFirst())
                .contains("To: ops@rota.example", "Message-ID: <" + first.key() + "@rota>");
        // There is no such mailbox as the first: that is counted, and not tried again.
        await().atMost(SOON).until(() -> failedMails() >= 1);
        await().atMost(SOON)
                .until(
                        () -> given().get("/q/metrics")
                                .asString()
                                .contains(
                                        "rota_lag_monitor_alerts{alertname=\"told\",cluster=\"it\",severity=\"critical\",state=\"firing\"} 1.0"));

        traffic.commit(group, topic, 10);

        await().atMost(SOON).until(() -> receivers.webhook("told").size() == 2);
        Call second = receivers.webhook("told").getLast();
        assertThat(second.body().getString("cause")).isEqualTo("resolved");
        assertThat(second.body().getString("latestResolved[0].group")).isEqualTo(group);
        assertThat(second.key()).isNotEqualTo(first.key());
        assertThat(given().queryParam("group", group)
                        .get("/api/alerts/history")
                        .jsonPath()
                        .<String>getList("alert.state"))
                .containsExactly("resolved", "firing", "pending");
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> receivers.webhook("told").size() == 2);
    }

    @Test
    void aReceiverThatIsAwayIsToldOnceWhenItIsBack() throws Exception {
        String group = Traffic.unique("away");
        String topic = traffic.topic(10);
        receivers.close();
        try {
            traffic.commit(group, topic, 4);
            await().atMost(SOON).until(() -> states(group).equals(List.of("firing")));
            await().during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> receivers.webhook("away").isEmpty());
            traffic.commit(group, topic, 10);
            await().atMost(SOON).until(() -> states(group).isEmpty());
            await().during(Duration.ofSeconds(3))
                    .atMost(SOON)
                    .until(() -> receivers.webhook("away").isEmpty());
        } finally {
            receivers.open();
        }

        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> receivers.webhook("away").stream()
                        .map(call -> call.body().getString("cause"))
                        .toList()
                        .equals(List.of("firing", "resolved")));
        assertThat(given().get("/q/metrics").asString())
                .contains(
                        "rota_lag_monitor_notifications_total{cluster=\"it\",notifier=\"webhook\",outcome=\"failed\"} 0.0");
    }

    @Test
    void whatIsSilencedIsToldWhenTheSilenceEnds() throws Exception {
        String group = Traffic.unique("quiet");
        String topic = traffic.topic(10);
        String silence = given().contentType(ContentType.JSON)
                .body(Map.of("group", "quiet-.*", "for", "1h", "comment", "as planned"))
                .post("/api/alerts/silences")
                .then()
                .statusCode(201)
                .body("author", equalTo("local"))
                .body("comment", equalTo("as planned"))
                .extract()
                .path("id");
        traffic.commit(group, topic, 4);

        await().atMost(SOON).until(() -> states(group).equals(List.of("silenced")));
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> receivers.webhook("quiet").isEmpty());
        assertThat(given().get("/api/alerts/silences").jsonPath().<String>getList("id"))
                .contains(silence);

        given().delete("/api/alerts/silences/{id}", silence).then().statusCode(204);

        await().atMost(SOON).until(() -> receivers.webhook("quiet").size() == 1);
        assertThat(states(group)).containsExactly("firing");
        given().delete("/api/alerts/silences/{id}", silence)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"for\": \"soon\"}",
                "{\"for\": \"-1h\"}",
                "{\"for\": \"1h\", \"until\": \"2100-01-01T00:00:00Z\"}",
                "{\"until\": \"2001-01-01T00:00:00Z\"}",
                "{\"until\": \"tomorrow\"}",
                "{\"for\": \"1h\", \"group\": \"[\"}",
                "{\"for\": 1,",
                "",
                "null"
            })
    void aSilenceThatMakesNoSenseIsRefused(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/alerts/silences")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=new", "severity=high", "limit=0", "limit=many"})
    void aQueryThatMakesNoSenseIsRefused(String query) {
        given().get("/api/alerts?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(query.substring(0, query.indexOf('='))));
    }

    @Test
    void everyMetricOfPrometheusRulesIsExported() throws Exception {
        String group = Traffic.unique("exported");
        traffic.commit(group, traffic.topic(10), 10);

        await().atMost(SOON).untilAsserted(() -> {
            String scrape = given().get("/q/metrics").asString();
            assertThat(PrometheusRules.metrics().distinct())
                    .isNotEmpty()
                    .allSatisfy(metric -> assertThat(scrape).contains("# TYPE " + metric + " gauge"));
        });
    }

    private static double failedMails() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("rota_lag_monitor_notifications_total{")
                        && line.contains("notifier=\"email\"")
                        && line.contains("outcome=\"failed\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static List<String> states(String group) {
        return given().queryParam("group", group).get("/api/alerts").jsonPath().getList("alerts.state");
    }
}
