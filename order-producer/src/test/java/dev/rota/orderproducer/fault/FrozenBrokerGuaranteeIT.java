package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.OrderEvent;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.TopicLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The only broker answers nothing for a while: what is under way waits for it, also through a stop, and what there is no
 * room for hears so at once.
 */
class FrozenBrokerGuaranteeIT {

    private static final int MAX_IN_FLIGHT = 50;

    /** Some 100 bytes each: more than the send buffer takes, and fewer than a body may have in flight. */
    private static final int LINES = 3_500;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of 10 kB, of which a dozen fill the send buffer. */
    private static final String LONG_CHECKOUT =
            """
            {"patientId": "p-1", "room": "B-2", "amount": 1, "currency": "EUR", "prescriptions": [%s]}""".formatted(String.join(", ", Collections.nCopies(50, '"' + "x".repeat(200) + '"')));

    private static final Pattern LINE_WAITS_FOR_ROOM =
            Pattern.compile("kafka_producer_waiting_threads\\{client_id=\"[^\"]*-bulk\".* 1\\.0");

    private static final Pattern OVERLOADED = Pattern.compile(
            "rota_order_producer_records_total\\{outcome=\"overloaded\",topic=\"order-events\"} (\\S+)");

    /** Far below the time in which a request under way is given up. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static LocalStack stack;
    private static Component service;
    private static Component broker;
    private static URI base;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Api api = new Api(base);
    private TopicLog log;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "frozen-broker-it"))
                .with(Service.ORDER_PRODUCER, 1)
                .setting(Service.ORDER_PRODUCER, "ROTA_ORDER_PRODUCER_INTAKE_MAX_IN_FLIGHT", "" + MAX_IN_FLIGHT)
                .setting(Service.ORDER_PRODUCER, "KAFKA_BUFFER_MEMORY", "200000")
                .setting(Service.ORDER_PRODUCER, "ROTA_ORDER_PRODUCER_PUBLISHING_BULK_ROOM_WITHIN", "10S")
                // A record waits for as long as the broker is frozen here, and a stop for the record.
                .setting(Service.ORDER_PRODUCER, "KAFKA_DELIVERY_TIMEOUT_MS", "25000")
                .setting(Service.ORDER_PRODUCER, "KAFKA_REQUEST_TIMEOUT_MS", "25000")
                .setting(Service.ORDER_PRODUCER, "ROTA_ORDER_PRODUCER_PUBLISHING_OUTCOME_WITHIN", "27S")
                .setting(Service.ORDER_PRODUCER, "QUARKUS_SHUTDOWN_TIMEOUT", "30S")
                .start();
        service = stack.component("order-producer-1");
        broker = stack.kafka().broker(1);
        base = URI.create(service.address());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void open() {
        log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
        assertThat(order("warm-up").status()).isEqualTo(202);
    }

    @AfterEach
    void close() {
        broker.thaw();
        callers.close();
        log.close();
        if (!service.isRunning()) {
            service.start();
        }
    }

    @Test
    void aRequestIsNotDoneTwiceAtOnce() throws Exception {
        broker.freeze();
        Future<Answer> first = callers.submit(() -> api.post("/orders", body("c-1"), "key-1"));
        awaitInFlight(1);

        Answer second = api.post("/orders", body("c-1"), "key-1");
        broker.thaw();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.retryAfter()).isPresent();
        assertThat(second.body().get("detail").asText()).contains("still in progress");
        assertThat(first.get().status()).isEqualTo(202);
        assertThat(api.post("/orders", body("c-1"), "key-1").body())
                .isEqualTo(first.get().body());
    }

    @Test
    void oneRequestMoreThanMayBeUnderWayHearsSoAtOnce() throws Exception {
        broker.freeze();
        List<Future<Answer>> waiting = orders(MAX_IN_FLIGHT);
        awaitInFlight(MAX_IN_FLIGHT);

        Answer refused = order("c-1");
        broker.thaw();

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(refused.took()).isLessThan(AT_ONCE);
        assertThat(refused.body().get("detail").asText()).contains("too many requests");
        for (Future<Answer> answer : waiting) {
            assertThat(answer.get().status()).isEqualTo(202);
        }
    }

    @Test
    void whatTheSendBufferHasNoRoomForHearsSoAtOnce() throws Exception {
        broker.freeze();
        List<Future<Answer>> checkouts = IntStream.range(0, MAX_IN_FLIGHT)
                .mapToObj(_ -> callers.submit(() -> api.post("/checkouts", LONG_CHECKOUT)))
                .toList();
        await().atMost(PATIENCE).until(() -> checkouts.stream().anyMatch(Future::isDone));
        broker.thaw();

        Map<Integer, List<Answer>> answers = new HashMap<>();
        for (Future<Answer> checkout : checkouts) {
            answers.computeIfAbsent(checkout.get().status(), _ -> new ArrayList<>())
                    .add(checkout.get());
        }
        assertThat(answers).containsOnlyKeys(202, 429);
        assertThat(answers.get(429)).allSatisfy(refused -> {
            assertThat(refused.retryAfter()).isPresent();
            assertThat(refused.took()).isLessThan(AT_ONCE);
            assertThat(refused.body().get("detail").asText()).contains("send buffer is full");
        });
    }

    @Test
    void linesWaitForRoomAndTakeNoneFromSingleOrders() throws Exception {
        double overloadedBefore = overloaded();
        Map<Integer, Long> before = log.endOffsets();
        broker.freeze();
        Future<List<String>> lines = callers.submit(FrozenBrokerGuaranteeIT::moreLinesThanThereIsRoomFor);
        await().atMost(PATIENCE)
                .until(() -> LINE_WAITS_FOR_ROOM.matcher(metrics()).find());
        List<Future<Answer>> single = orders(1);
        awaitInFlight(1);
        broker.thaw();

        assertThat(single.getFirst().get().status()).isEqualTo(202);
        assertThat(lines.get())
                .hasSize(LINES)
                .allSatisfy(line -> assertThat(line).contains("\"status\":202"));
        assertThat(log.since(before)).hasSize(LINES + 1);
        // They waited, and none was refused on the way.
        assertThat(overloaded()).isEqualTo(overloadedBefore);
    }

    @Test
    void aLineThatFindsNoRoomInTimeHearsSo() throws Exception {
        broker.freeze();
        Future<List<String>> lines = callers.submit(FrozenBrokerGuaranteeIT::moreLinesThanThereIsRoomFor);
        double before = overloaded();
        await().atMost(PATIENCE).until(() -> overloaded() > before);
        broker.thaw();

        assertThat(lines.get())
                .hasSize(LINES)
                .filteredOn(line -> !line.contains("\"status\":202"))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).contains("\"status\":429", "send buffer is full", "\"retryAfter\":2"));
    }

    @Test
    void aStopDoesNotWaitForRoom() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        broker.freeze();
        Future<List<String>> lines = callers.submit(FrozenBrokerGuaranteeIT::moreLinesThanThereIsRoomFor);
        await().atMost(PATIENCE)
                .until(() -> LINE_WAITS_FOR_ROOM.matcher(metrics()).find());

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> service.stop(PATIENCE), callers);
        // The broker is frozen still: there is as little room as before.
        await().atMost(PATIENCE)
                .until(() -> !LINE_WAITS_FOR_ROOM.matcher(metrics()).find());
        broker.thaw();

        List<String> answers = lines.get();
        int last = answers.size() - 1;
        assertThat(answers.subList(0, last - 1))
                .allSatisfy(line -> assertThat(line).contains("\"status\":202"));
        assertThat(answers.get(last - 1)).contains("\"status\":429", "send buffer is full");
        assertThat(answers.get(last)).contains("\"status\":503", "Neither this line nor any after it");
        assertThat(log.since(before)).hasSize(last - 1);
        assertThat(stopped.get()).isTrue();
    }

    @Test
    void aLineIsNotWrittenTwiceAtOnce() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        broker.freeze();
        List<CompletableFuture<List<JsonNode>>> both = IntStream.range(0, 2)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> api.postLines("/orders", body("c-1") + "\n" + body("c-1"), "lines-1"), callers))
                .toList();

        // Whoever comes second hears so while the first still waits; where each is the first with one line, both wait.
        Object second = CompletableFuture.anyOf(both.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(List.of(), AT_ONCE.toSeconds(), TimeUnit.SECONDS)
                .get();
        broker.thaw();

        List<JsonNode> one = both.getFirst().get();
        List<JsonNode> other = both.getLast().get();
        assertThat(one).hasSameSizeAs(other).hasSize(2);
        for (int line = 0; line < one.size(); line++) {
            assertThat(List.of(one.get(line), other.get(line)))
                    .satisfiesExactlyInAnyOrder(
                            answer -> assertThat(answer.get("status").asInt()).isEqualTo(202), answer -> {
                                assertThat(answer.get("status").asInt()).isEqualTo(409);
                                assertThat(answer.get("detail").asText()).contains("Send the whole body again");
                            });
        }
        boolean isMixed = !one.get(0).get("status").equals(one.get(1).get("status"));
        if (!isMixed) {
            assertThat(second).isEqualTo(one.get(0).get("status").asInt() == 409 ? one : other);
        }
        assertThat(log.since(before)).hasSize(2);
    }

    private static double overloaded() throws IOException, InterruptedException {
        Matcher figure = OVERLOADED.matcher(metrics());
        assertThat(figure.find()).isTrue();
        return Double.parseDouble(figure.group(1));
    }

    private static List<String> moreLinesThanThereIsRoomFor() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/orders"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString((body("c-1") + "\n").repeat(LINES)))
                    .build();
            return http.send(request, BodyHandlers.ofLines()).body().toList();
        }
    }

    @Test
    void whatIsUnderWayAtAStopIsWrittenAndAnswered() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        broker.freeze();
        List<Future<Answer>> waiting = orders(MAX_IN_FLIGHT);
        awaitInFlight(MAX_IN_FLIGHT);

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> service.stop(PATIENCE), callers);
        Answer refused = await().atMost(PATIENCE).until(() -> order("c-1"), answer -> answer.status() == 503);
        broker.thaw();

        assertThat(refused.body().get("detail").asText()).contains("Nothing was written", "stopping");

        List<String> answered = new ArrayList<>();
        for (Future<Answer> answer : waiting) {
            assertThat(answer.get().status()).isEqualTo(202);
            JsonNode receipt = answer.get().body();
            answered.add(receipt.get("partition") + " " + receipt.get("offset") + " "
                    + receipt.get("eventId").asText());
        }
        assertThat(log.since(before))
                .extracting(record ->
                        record.partition() + " " + record.offset() + " " + ((OrderEvent) record.value()).getEventId())
                .containsExactlyInAnyOrderElementsOf(answered);
        assertThat(stopped.get()).isTrue();
    }

    @Test
    void aBodyOfManyLinesEndsAtAStopAndSaysWhere() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        try (RawHttp http = new RawHttp(base)) {
            http.send("POST /orders HTTP/1.1\r\nHost: localhost\r\n");
            http.send("Content-Type: application/x-ndjson\r\nIdempotency-Key: lines-2\r\n");
            http.send("Content-Length: 100000\r\n\r\n");
            http.send((body("c-1") + "\n").repeat(3));
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.nextJson()).contains("\"line\":1,\"status\":202");
            assertThat(http.nextJson()).contains("\"line\":2,\"status\":202");
            assertThat(http.nextJson()).contains("\"line\":3,\"status\":202");

            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> service.stop(PATIENCE), callers);

            // Numbers begin anew in another body: under the same key its first line would be this one's.
            assertThat(http.nextJson())
                    .contains(
                            "\"line\":4,\"status\":503",
                            "Neither this line nor any after it",
                            "Send the whole body again later, unchanged",
                            "\"retryAfter\":2");
            assertThat(stopped.get()).isTrue();
        }
        assertThat(log.since(before)).hasSize(3);
    }

    @Test
    void whoWatchesTheSimulationDoesNotHoldUpAStop() throws Exception {
        try (RawHttp http = new RawHttp(base)) {
            http.send("GET /simulation/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(http.status()).isEqualTo(200);

            assertThat(service.stop(PATIENCE)).isTrue();

            // The last chunk of a response has no length: the stream was ended, not cut off.
            await().atMost(PATIENCE).until(http::line, "0"::equals);
        }
    }

    /** So many orders of one customer: they share a batch. */
    private List<Future<Answer>> orders(int number) {
        return IntStream.range(0, number)
                .mapToObj(_ -> callers.submit(() -> order("c-1")))
                .toList();
    }

    private Answer order(String customer) {
        return api.post("/orders", body(customer));
    }

    private static String body(String customer) {
        return """
                {"customerId": "%s", "type": "CREATED", "amount": 1, "currency": "EUR"}""".formatted(customer);
    }

    private void awaitInFlight(int requests) {
        await().atMost(PATIENCE)
                .until(() -> metrics().contains("rota_order_producer_requests_in_flight " + (double) requests));
    }

    private static String metrics() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(base.resolve("/q/metrics")).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
