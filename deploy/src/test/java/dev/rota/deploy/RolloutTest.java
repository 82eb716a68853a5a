package dev.rota.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod that has to go is given the time that its service takes, and a group's rota is redrawn as seldom as can be. */
class RolloutTest {

    private static Manifests base;

    @BeforeAll
    static void render() {
        Kubectl.assumeThere();
        base = Manifests.render(Path.of("base"));
    }

    static Stream<Arguments> drains() {
        Duration department = Sources.duration("department-service", "quarkus.shutdown.timeout")
                .plus(Sources.defaultOf(
                        "department-service/src/main/java/dev/rota/department/channel/DepartmentConfig.java",
                        "drainWithin"));
        return Stream.concat(
                Stream.of(
                        Arguments.of(
                                "order-producer",
                                Sources.duration("order-producer", "quarkus.shutdown.timeout")
                                        .plus(Sources.defaultOf(
                                                "order-producer/src/main/java/dev/rota/orderproducer/publishing/PublishingConfig.java",
                                                "closeTimeout"))),
                        Arguments.of(
                                "billing-service",
                                Sources.duration("billing-service", "quarkus.shutdown.timeout")
                                        .plus(Sources.defaultOf(
                                                "billing-service/src/main/java/dev/rota/billing/consuming/ConsumerConfig.java",
                                                "drainDeadline"))),
                        Arguments.of(
                                "analytics-service",
                                Sources.duration("analytics-service", "quarkus.shutdown.timeout")
                                        .plus(Sources.defaultOf(
                                                "analytics-service/src/main/java/dev/rota/analytics/streams/AnalyticsConfig.java",
                                                "stopWithin"))),
                        Arguments.of(
                                "lag-monitor",
                                Sources.defaultOf(
                                        "lag-monitor/src/main/java/dev/rota/lagmonitor/notifying/AlertsConfig.java",
                                        "stopWithin"))),
                Group.departments().map(group -> Arguments.of(group.workload(), department)));
    }

    @ParameterizedTest
    @MethodSource("drains")
    void graceIsLongerThanTheDrain(String name, Duration drain) {
        JsonNode spec = workload(name).at("/spec/template/spec");

        long grace = spec.path("terminationGracePeriodSeconds").asLong();
        long before = spec.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();

        // Some for the JVM itself, and for a machine that is busy.
        assertThat(Duration.ofSeconds(grace - before)).isGreaterThanOrEqualTo(drain.plusSeconds(5));
    }

    @Test
    void consumersAreReplacedAllAtOnce() {
        Group.all().forEach(group -> {
            JsonNode rolling = workload(group.workload()).at("/spec/strategy/rollingUpdate");
            assertThat(rolling.path("maxSurge").asText()).as(group.workload()).isEqualTo("100%");
            assertThat(rolling.path("maxUnavailable").asInt(1))
                    .as(group.workload())
                    .isZero();
        });
    }

    @Test
    void analyticsIsFoundByItsPeersAndComesBackAsWhoItWas() {
        JsonNode analytics = workload("analytics-service");
        String service = analytics.at("/spec/serviceName").asText();
        JsonNode peers = base.find("Service", service).orElseThrow();
        JsonNode advertised = Manifests.each(analytics.at("/spec/template/spec/containers/0/env"))
                .filter(variable -> variable.path("name").asText().equals("ROTA_ANALYTICS_ADVERTISED"))
                .findFirst()
                .orElseThrow();

        assertThat(peers.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(peers.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(advertised.path("value").asText())
                .isEqualTo("$(ROTA_INSTANCE)." + service + ".$(POD_NAMESPACE).svc:"
                        + Sources.setting("analytics-service", "quarkus.http.port"));
        assertThat(base.ofKind("ConfigMap")
                        .filter(map -> Manifests.name(map).startsWith("analytics-service-"))
                        .map(map ->
                                map.at("/data/ROTA_ANALYTICS_STATIC_MEMBERSHIP").asText()))
                .containsExactly("true");
    }

    @Test
    void analyticsKnowsItsZone() {
        JsonNode analytics = workload("analytics-service");

        assertThat(Manifests.each(analytics.at("/spec/template/spec/containers/0/env"))
                        .filter(variable -> variable.path("name").asText().equals("ROTA_ANALYTICS_RACK"))
                        .map(variable ->
                                variable.at("/valueFrom/fieldRef/fieldPath").asText()))
                .containsExactly("metadata.labels['topology.kubernetes.io/zone']");
        assertThat(Manifests.each(analytics.at("/spec/template/spec/topologySpreadConstraints"))
                        .map(constraint -> constraint.path("topologyKey").asText()))
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    }

    @ParameterizedTest
    @MethodSource("drains")
    void listensWhereTheServiceDoes(String name, Duration ignored) {
        JsonNode container = workload(name).at("/spec/template/spec/containers/0");
        String service = container.path("image").asText().replace("rota/", "");

        assertThat(container.at("/ports/0/containerPort").asText())
                .isEqualTo(Sources.setting(service, "quarkus.http.port"));
    }

    private static JsonNode workload(String name) {
        return base.workloads()
                .filter(workload -> Manifests.name(workload).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + name));
    }
}
