package dev.rota.orderproducer.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.LocalStack;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class DistributionIT {

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    private Api api;
    private TopicLog readings;

    @BeforeEach
    void connect() {
        api = Api.whenReady(base);
        readings = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "vehicle.telemetry");
    }

    @AfterEach
    void disconnect() {
        readings.close();
    }

    @Test
    void recordsBytesAndKeysAreThoseOfTheLog() {
        Map<Integer, Long> start = readings.endOffsets();
        JsonNode before = telemetry();

        for (int reading = 0; reading < 30; reading++) {
            post("distribution-" + reading % 10);
        }

        JsonNode after = telemetry();
        var log = readings.since(start);
        assertThat(added(before, after, "records")).isEqualTo(log.size()).isEqualTo(30);
        assertThat(added(before, after, "bytes"))
                .isEqualTo(log.stream()
                        .mapToLong(record -> record.serializedKeySize() + record.serializedValueSize())
                        .sum());
        assertThat(added(before, after, "distinctKeys")).isEqualTo(10);
        assertThat(after.get("skew").asDouble()).isBetween(1.0, 3.0);
        after.get("partitions")
                .forEach(partition -> assertThat(partition.get("records").asLong()
                                - before.at("/partitions/"
                                                + partition.get("partition").asInt() + "/records")
                                        .asLong())
                        .isEqualTo(log.stream()
                                .filter(record -> record.partition()
                                        == partition.get("partition").asInt())
                                .count()));
    }

    @Test
    void theSameAsBars() {
        post("distribution-bar");

        Answer plain = api.exchange("GET", "/distribution", BodyPublishers.noBody(), "Accept", "text/plain");

        assertThat(plain.contentType()).hasValue("text/plain;charset=UTF-8");
        assertThat(plain.text())
                .contains("order-events: ", "patient-checkout: ", "vehicle.telemetry: ")
                .containsPattern("Partition {2}2: .* keys");
        assertThat(plain.text()).contains("█");
    }

    @Test
    void whoAsksForNothingInParticularGetsJson() {
        Answer answer = api.exchange("GET", "/distribution", BodyPublishers.noBody(), "Accept", "*/*");

        assertThat(answer.contentType())
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.body().get("keying").asText()).isEqualTo("key");
    }

    @Test
    void aKeyIsWrittenWhereItsPlaceWasSaidToBe() {
        List<String> vehicles =
                IntStream.range(0, 20).mapToObj(i -> "placed-" + i).toList();

        List<Integer> said = vehicles.stream()
                .map(vehicle -> place("vehicle.telemetry", vehicle).body())
                .map(place -> place.get("partition").asInt())
                .toList();

        List<Integer> written = vehicles.stream().map(this::post).toList();
        assertThat(said).isEqualTo(written).contains(0, 1, 2);
    }

    @Test
    void aPlaceSaysWhatItIsThePlaceOf() {
        JsonNode place = place("order-events", "customer-42").body();

        assertThat(place.get("topic").asText()).isEqualTo("order-events");
        assertThat(place.get("key").asText()).isEqualTo("customer-42");
        assertThat(place.get("partitions").asInt()).isEqualTo(6);
        assertThat(place.get("keying").asText()).isEqualTo("key");
    }

    @ParameterizedTest
    @CsvSource({"?key=k, topic", "?topic=orders&key=k, topic", "?topic=order-events, key"})
    void whatIsMissingOrUnknownIsRefusedByName(String query, String parameter) {
        Answer answer = api.get("/partition" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asText()).isEqualTo(parameter);
        assertThat(answer.body().at("/violations/0/in").asText()).isEqualTo("query");
    }

    private Answer place(String topic, String key) {
        return api.get("/partition?topic=" + topic + "&key=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
    }

    private int post(String vehicle) {
        Answer answer = api.post("/telemetry", """
                {"vehicleId": "%s", "speedKmph": 50, "latitude": 52.5, "longitude": 13.4}""".formatted(vehicle));
        assertThat(answer.status()).isEqualTo(202);
        return answer.body().get("partition").asInt();
    }

    private JsonNode telemetry() {
        return StreamSupport.stream(
                        api.get("/distribution").body().get("topics").spliterator(), false)
                .filter(topic -> topic.get("topic").asText().equals("vehicle.telemetry"))
                .findFirst()
                .orElseThrow();
    }

    private static long added(JsonNode before, JsonNode after, String figure) {
        return after.get(figure).asLong() - before.get(figure).asLong();
    }
}
