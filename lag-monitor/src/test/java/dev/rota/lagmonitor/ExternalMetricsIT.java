package dev.rota.lagmonitor;

import static dev.rota.lagmonitor.Groups.awaitTotalLag;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.localstack.LocalStack;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes' API server and its autoscaler ask, read as their API types have it. */
@QuarkusTest
@TestProfile(ForKubernetes.class)
@WithTestResource(KafkaBroker.class)
class ExternalMetricsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String API = "/apis/external.metrics.k8s.io/v1beta1";
    private static final String WANTED = "rota-wanted-replicas";
    private static final String LAG = "rota-consumergroup-lag";
    private static final String TIME_LAG = "rota-consumergroup-time-lag-seconds";

    /** As the API server asks before it falls back to the plain documents. */
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    /** It would rather have what the API server itself speaks. */
    private static final String OF_THE_AUTOSCALER = "application/vnd.kubernetes.protobuf, */*";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    @Stack
    LocalStack stack;

    private Traffic traffic;

    @BeforeEach
    void open() {
        stack.kafka().broker(1).start();
        traffic = new Traffic(stack.bootstrapServers());
    }

    @AfterEach
    void close() {
        traffic.close();
    }

    @Test
    void theDocumentsOfDiscoveryAreThoseOfKubernetes() throws Exception {
        APIGroupList groups = read("/apis", APIGroupList.class);
        APIGroup group = read("/apis/external.metrics.k8s.io", APIGroup.class);
        APIResourceList resources = read(API, APIResourceList.class);

        GroupVersionForDiscovery version = new GroupVersionForDiscovery("external.metrics.k8s.io/v1beta1", "v1beta1");
        assertThat(groups.getKind()).isEqualTo("APIGroupList");
        assertThat(groups.getApiVersion()).isEqualTo("v1");
        assertThat(groups.getGroups()).containsExactly(group);
        assertThat(group.getKind()).isEqualTo("APIGroup");
        assertThat(group.getApiVersion()).isEqualTo("v1");
        assertThat(group.getName()).isEqualTo("external.metrics.k8s.io");
        assertThat(group.getVersions()).containsExactly(version);
        assertThat(group.getPreferredVersion()).isEqualTo(version);
        assertThat(resources.getKind()).isEqualTo("APIResourceList");
        assertThat(resources.getApiVersion()).isEqualTo("v1");
        assertThat(resources.getGroupVersion()).isEqualTo("external.metrics.k8s.io/v1beta1");
        assertThat(resources.getResources()).extracting(APIResource::getName).containsExactly(WANTED, LAG, TIME_LAG);
        assertThat(resources.getResources()).allSatisfy(resource -> {
            assertThat(resource.getNamespaced()).isTrue();
            assertThat(resource.getKind()).isEqualTo("ExternalMetricValueList");
            assertThat(resource.getSingularName()).isEmpty();
            assertThat(resource.getVerbs()).containsExactly("get");
            assertThat(resource.getAdditionalProperties()).isEmpty();
        });
        assertThat(List.of(
                        groups.getAdditionalProperties(),
                        resources.getAdditionalProperties(),
                        group.getAdditionalProperties()))
                .allSatisfy(unknown -> assertThat(unknown).isEmpty());
    }

    /** Whoever asks for the aggregated form is not to take the plain one for it. */
    @Test
    void theAggregatedFormIsNotPretended() {
        Response answer = given().header("Accept", AGGREGATED).get("/apis");

        assertThat(answer.contentType()).doesNotContain("APIGroupDiscoveryList");
    }

    @Test
    void whatIsWantedAndWhatIsLeftIsAValueOfEachGroup() throws Exception {
        String group = Traffic.unique("hpa");
        traffic.join(group, "consumer", traffic.topic(10, 10), "one", "two");
        String emptied = Traffic.unique("emptied");
        String topic = traffic.topic(10);
        traffic.commit(emptied, topic, 10);
        awaitTotalLag(emptied, 0);
        // Before that nobody has seen when what is written is written.
        traffic.produce(new TopicPartition(topic, 0), 6);
        awaitTotalLag(emptied, 6);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(value(WANTED, "consumergroup=" + group))
                        .as(Groups.group(group).prettify())
                        .isEqualByComparingTo("2"));
        JsonNode list = values(LAG, "consumergroup=" + emptied);
        assertThat(fields(list)).containsExactlyInAnyOrder("kind", "apiVersion", "metadata", "items");
        assertThat(list.get("kind").textValue()).isEqualTo("ExternalMetricValueList");
        assertThat(list.get("apiVersion").textValue()).isEqualTo("external.metrics.k8s.io/v1beta1");
        assertThat(list.get("metadata").isObject()).isTrue();
        assertThat(list.get("items")).hasSize(1);
        JsonNode item = list.get("items").get(0);
        assertThat(fields(item)).containsExactlyInAnyOrder("metricName", "metricLabels", "timestamp", "value");
        assertThat(item.get("metricName").textValue()).isEqualTo(LAG);
        assertThat(JSON.convertValue(item.get("metricLabels"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(Map.of("cluster", "it", "consumergroup", emptied));
        assertThat(item.get("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Instant.parse(item.get("timestamp").textValue()))
                .isBetween(Instant.now().minusSeconds(10), Instant.now());
        assertThat(item.get("value").textValue()).isEqualTo("6");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(value(TIME_LAG, "consumergroup in (%s),cluster=it".formatted(emptied)))
                        .isPositive());
        assertThat(values(LAG, "consumergroup=%s,cluster=another".formatted(emptied))
                        .get("items"))
                .isEmpty();
        assertThat(values(WANTED, "consumergroup=nobodys").get("items")).isEmpty();
    }

    /** The autoscaler would take the sum over all groups for a number of replicas. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cluster=it",
                "consumergroup",
                "consumergroup=",
                "consumergroup!=a",
                "consumergroup notin (a)"
            })
    void aSelectorThatNamesNoGroupIsABadRequest(String selector) throws Exception {
        for (String metric : List.of(WANTED, LAG, TIME_LAG)) {
            Status status = status(ask(metric, selector), 400, "BadRequest");

            assertThat(status.getMessage()).contains("does not name a consumer group, as 'consumergroup=billing' does");
        }
        status(given().get(API + "/namespaces/rota/" + WANTED), 400, "BadRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumergroup=a=b", "consumergroup in (a", "a>1"})
    void aSelectorThatIsNoneIsABadRequest(String selector) throws Exception {
        Status status = status(ask(LAG, selector), 400, "BadRequest");

        assertThat(status.getMessage()).contains("is no requirement of a label selector");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/apis/apps",
                API + "/namespaces/rota/cpu",
                API + "/rota-wanted-replicas",
                API + "/namespaces/rota/pods/one/rota-wanted-replicas"
            })
    void whatIsNotThereIsAStatus(String path) throws Exception {
        status(given().get(path), 404, "NotFound");
    }

    @Test
    void whileTheClusterIsAwayThereIsNoValue() throws Exception {
        String group = Traffic.unique("away");
        traffic.commit(group, traffic.topic(10), 10);
        await().atMost(SOON)
                .until(() -> !values(LAG, "consumergroup=" + group).get("items").isEmpty());

        stack.kafka().broker(1).kill();

        await().atMost(SOON).until(() -> ask(WANTED, "consumergroup=" + group).statusCode() == 503);
        Status status = status(ask(WANTED, "consumergroup=" + group), 503, "ServiceUnavailable");
        assertThat(status.getMessage()).contains("no figures of cluster 'it' that are not older than 4 s");
        // The API itself stays available: the API server would take it out otherwise.
        given().get(API).then().statusCode(200).body("kind", containsString("APIResourceList"));

        stack.kafka().broker(1).start();

        await().atMost(SOON).until(() -> ask(WANTED, "consumergroup=" + group).statusCode() == 200);
    }

    private static <T> T read(String path, Class<T> type) throws Exception {
        Response answer = given().accept("application/json, */*").get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        return JSON.readValue(answer.asString(), type);
    }

    private static Status status(Response answer, int code, String reason) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.contentType()).startsWith("application/json");
        Status status = JSON.readValue(answer.asString(), Status.class);
        assertThat(status.getKind()).isEqualTo("Status");
        assertThat(status.getApiVersion()).isEqualTo("v1");
        assertThat(status.getStatus()).isEqualTo("Failure");
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getReason()).isEqualTo(reason);
        assertThat(status.getMessage()).isNotBlank();
        assertThat(status.getAdditionalProperties()).isEmpty();
        return status;
    }

    private static Response ask(String metric, String selector) {
        return given().accept(OF_THE_AUTOSCALER)
                .queryParam("labelSelector", selector)
                .get(API + "/namespaces/rota/" + metric);
    }

    private static JsonNode values(String metric, String selector) throws Exception {
        Response answer = ask(metric, selector);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return JSON.readTree(answer.asString());
    }

    /** As the autoscaler reads it, which adds up what it is given. */
    private static BigDecimal value(String metric, String selector) throws Exception {
        JsonNode items = values(metric, selector).get("items");
        assertThat(items).as("values of %s for %s", metric, selector).isNotEmpty();
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode item : items) {
            sum = sum.add(
                    Quantity.getAmountInBytes(Quantity.parse(item.get("value").textValue())));
        }
        return sum;
    }

    private static List<String> fields(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
