package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.name;
import static dev.rota.deploy.Manifests.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database has a connection for whoever may ask for one: all replicas at their greatest number, in a rollout, with full pools. */
class ConnectionsTest {

    /** How many connections a pool may take, by where its database is said to be. */
    private static final Map<String, String> POOLS = Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
            "APICURIO_DATASOURCE_URL", "APICURIO_DATASOURCE_JDBC_MAX_SIZE");

    /** {@code superuser_reserved_connections}, by default. */
    private static final int RESERVED = 3;

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    static Stream<Manifests> withPostgres() {
        Stream<Manifests> overlays = Stream.of("demo", "dev").map(Manifests::overlay);
        Stream<Manifests> autoscaled = Stream.of("autoscale-hpa", "autoscale-keda")
                .map(autoscaler ->
                        new Combination(List.of("kafka-single", "postgres", "registry", autoscaler)).render());
        return Stream.concat(overlays, autoscaled);
    }

    @ParameterizedTest
    @MethodSource("withPostgres")
    void postgresHasEnoughOfThem(Manifests manifests) {
        int allowed = each(manifests
                        .find("StatefulSet", "postgres")
                        .orElseThrow()
                        .at("/spec/template/spec/containers/0/args"))
                .map(JsonNode::asText)
                .filter(argument -> argument.startsWith("max_connections="))
                .mapToInt(argument -> Integer.parseInt(argument.substring("max_connections=".length())))
                .findFirst()
                .orElseThrow();

        assertThat(most(manifests)).isPositive().isLessThanOrEqualTo(allowed - RESERVED);
    }

    @Test
    void whoBringsADatabaseOfHisOwnIsToldHowMany() {
        Matcher told = Pattern.compile("The database takes at most (\\d+) connections")
                .matcher(Sources.read(Path.of("overlays", "production", "README.md")));

        assertThat(told.find()).isTrue();
        assertThat(told.group(1)).isEqualTo(String.valueOf(most(Manifests.overlay("production"))));
    }

    private static int most(Manifests manifests) {
        return manifests
                .workloads()
                .mapToInt(workload -> pool(manifests, workload) * mostPods(manifests, workload))
                .sum();
    }

    private static int pool(Manifests manifests, JsonNode workload) {
        Map<String, String> settings = manifests.settings(workload);
        return POOLS.entrySet().stream()
                .filter(pool -> settings.containsKey(pool.getKey()))
                .mapToInt(pool -> {
                    assertThat(settings).as(title(workload)).containsKey(pool.getValue());
                    return Integer.parseInt(settings.get(pool.getValue()));
                })
                .sum();
    }

    private static int mostPods(Manifests manifests, JsonNode workload) {
        int replicas = manifests
                .find("HorizontalPodAutoscaler", name(workload))
                .map(autoscaler -> autoscaler.at("/spec/maxReplicas"))
                .or(() -> manifests
                        .find("ScaledObject", name(workload))
                        .map(autoscaler -> autoscaler.at("/spec/maxReplicaCount")))
                .orElse(workload.at("/spec/replicas"))
                .asInt();
        String surge = workload.at("/spec/strategy/rollingUpdate/maxSurge").asText("0");
        return replicas
                + (surge.endsWith("%")
                        ? Math.ceilDiv(replicas * Integer.parseInt(surge.replace("%", "")), 100)
                        : Integer.parseInt(surge));
    }
}
