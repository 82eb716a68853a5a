package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is reached from outside: over TLS only, what the services have, and nothing else of them. */
class IngressTest {

    private static Manifests manifests;

    @BeforeAll
    static void render() {
        Kubectl.assumeThere();
        manifests = new Combination(List.of("ingress", "network-policies")).render();
    }

    @Test
    void outsideIsLedToThese() {
        assertThat(routes().map(Route::toString))
                .containsExactlyInAnyOrder(
                        "rota.example/orders to order-producer",
                        "rota.example/checkouts to order-producer",
                        "rota.example/telemetry to order-producer",
                        "analytics.rota.example/revenue to analytics-service",
                        "analytics.rota.example/customers to analytics-service",
                        "analytics.rota.example/orders to analytics-service",
                        "analytics.rota.example/vehicles to analytics-service",
                        "lag.rota.example/ to lag-monitor");
    }

    @Test
    void eachHostHasACertificate() {
        manifests.ofKind("Ingress").forEach(ingress -> {
            Set<String> certified = each(ingress.at("/spec/tls"))
                    .flatMap(tls -> each(tls.path("hosts")))
                    .map(JsonNode::asText)
                    .collect(Collectors.toSet());
            assertThat(each(ingress.at("/spec/rules"))
                            .map(rule -> rule.path("host").asText()))
                    .as(name(ingress))
                    .isNotEmpty()
                    .allMatch(certified::contains);
        });
    }

    @Test
    void leadsToWhatTheServicesHave() {
        assertThat(routes().filter(route -> !route.path().equals("/"))).allSatisfy(route -> {
            assertThat(Sources.paths(route.service())).contains(route.path());
            JsonNode service = manifests.find("Service", route.service()).orElseThrow();
            assertThat(each(service.at("/spec/ports"))
                            .map(port -> port.path("name").asText()))
                    .contains(route.port());
        });
    }

    @Test
    void theNetworkLetsTheControllerInThereAndNowhereElse() {
        JsonNode let = manifests
                .find("NetworkPolicy", "ingress")
                .orElseThrow()
                .at("/spec/podSelector/matchExpressions/0/values");

        assertThat(each(let).map(JsonNode::asText))
                .containsExactlyInAnyOrderElementsOf(
                        routes().map(Route::service).collect(Collectors.toSet()));
    }

    private record Route(String host, String path, String service, String port) {
        @Override
        public String toString() {
            return host + path + " to " + service;
        }
    }

    private static Stream<Route> routes() {
        return manifests
                .ofKind("Ingress")
                .flatMap(ingress -> each(ingress.at("/spec/rules")))
                .flatMap(rule -> each(rule.at("/http/paths"))
                        .map(path -> new Route(
                                rule.path("host").asText(),
                                path.path("path").asText(),
                                path.at("/backend/service/name").asText(),
                                path.at("/backend/service/port/name").asText())));
    }
}
