package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.OrderEvent;
import dev.rota.localstack.LocalStack;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies of many lines: an answer for each line, in order, while the body still comes. */
@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class LineIntakeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-ndjson";
    private static final int PATIENCE_MS = 30_000;

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    @Inject
    MeterRegistry meters;

    private final HttpClient http = HttpClient.newHttpClient();
    private TopicLog orders;

    @BeforeEach
    void connect() {
        var _ = Api.whenReady(base);
        orders = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
    }

    @AfterEach
    void disconnect() {
        orders.close();
    }

    @Test
    void aBadLineSpoilsNoneOfItsNeighbours() throws Exception {
        Map<Integer, Long> before = orders.endOffsets();
        String body = String.join(
                "\n",
                order("a"),
                "{\"customerId\": ",
                order("b"),
                "",
                "null",
                order("c").replace("12.5", "-1"),
                "{\"customerId\": \"" + "x".repeat(70_000) + "\"}",
                order("d"));

        List<JsonNode> answers = post(body).toList();

        assertThat(answers).extracting(answer -> answer.get("line").asInt()).containsExactly(1, 2, 3, 5, 6, 7, 8);
        assertThat(answers)
                .extracting(answer -> answer.get("status").asInt())
                .containsExactly(202, 400, 202, 400, 400, 413, 202);
        assertThat(answers.get(4).at("/violations/0/field").asText()).isEqualTo("amount");
        assertThat(answers.get(1).get("detail").asText()).contains("not valid JSON");
        assertThat(orders.since(before)).extracting(record -> record.key()).containsExactlyInAnyOrder("a", "b", "d");
    }

    @Test
    void linesGoInBulkAndSingleEventsDoNot() throws Exception {
        double bulkBefore = sentBy("order-producer-bulk");
        double singlesBefore = sentBy("order-producer");

        assertThat(post(String.join("\n", order("a"), order("b"), order("c")))).hasSize(3);

        assertThat(sentBy("order-producer-bulk")).isEqualTo(bulkBefore + 3);
        assertThat(sentBy("order-producer")).isEqualTo(singlesBefore);
    }

    @Test
    void everyLineOfALongBodyIsAnsweredInOrderWithItsPlaceInTheLog() throws Exception {
        Map<Integer, Long> before = orders.endOffsets();
        int lines = 20_000;

        List<JsonNode> answers = post(String.join(
                        "\n",
                        IntStream.range(0, lines)
                                .mapToObj(i -> order("c" + i % 100))
                                .toList()))
                .toList();

        assertThat(answers).hasSize(lines);
        assertThat(IntStream.range(0, lines))
                .allMatch(i -> answers.get(i).get("line").asInt() == i + 1);
        Map<String, String> places = new HashMap<>();
        orders.since(before)
                .forEach(record -> places.put(
                        ((OrderEvent) record.value()).getEventId(), record.partition() + " " + record.offset()));
        assertThat(places).hasSize(lines);
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(places.get(answer.get("eventId").asText()))
                                .isEqualTo(answer.get("partition").asInt() + " "
                                        + answer.get("offset").asLong()));
    }

    @Test
    void aLineIsAnsweredBeforeTheNextOneIsSent() throws Exception {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            write(
                    out,
                    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + TYPE
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writeChunk(out, order("talk-" + i) + "\n");
                answers.add(in.lines()
                        .filter(line -> line.startsWith("{"))
                        .findFirst()
                        .orElseThrow());
            }
            write(out, "0\r\n\r\n");

            assertThat(answers).allMatch(answer -> answer.contains("\"status\":202"));
            assertThat(in.lines().filter(line -> line.equals("0")).findFirst()).isPresent();
        }
    }

    @Test
    void theSameBodyUnderTheSameKeyIsTheSameEvents() throws Exception {
        String body = order("again-1") + "\n" + order("again-2");
        List<JsonNode> first = post(body, "Idempotency-Key", "\"lines-1\"").toList();
        Map<Integer, Long> before = orders.endOffsets();

        List<JsonNode> second = post(body, "Idempotency-Key", "\"lines-1\"").toList();

        assertThat(second).isEqualTo(first);
        assertThat(first.get(0).get("eventId")).isNotEqualTo(first.get(1).get("eventId"));
        assertThat(orders.endOffsets()).isEqualTo(before);
    }

    private double sentBy(String client) {
        return meters.get("kafka.producer.record.send.total")
                .tag("client.id", client)
                .functionCounter()
                .count();
    }

    private Stream<JsonNode> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/orders"))
                .timeout(Duration.ofMillis(PATIENCE_MS))
                .header("Content-Type", TYPE)
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith(TYPE));
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))
                .lines()
                .map(line -> {
                    try {
                        return JSON.readTree(line);
                    } catch (IOException e) {
                        throw new IllegalStateException(line, e);
                    }
                });
    }

    private static void writeChunk(OutputStream out, String text) throws IOException {
        write(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String order(String customer) {
        return "{\"customerId\": \"" + customer + "\", \"type\": \"CREATED\", \"amount\": 12.5, \"currency\": \"EUR\"}";
    }
}
