package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.TopicLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are very long, and connections that are very slow: neither takes memory, nor the others' time. */
class HeavyBodiesIT {

    private static final int HUGE = 100 << 20;

    /** So many that a hundred bytes kept of each show; {@code -Drota.faults.lines=1000000} for the long form. */
    private static final int LINES = Integer.getInteger("rota.faults.lines", 400_000);

    private static final int CONNECTIONS = 10_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final String ORDER = """
            {"customerId": "c-1", "type": "CREATED", "amount": 1, "currency": "EUR"}""";

    private static final List<String> ORDERS = IntStream.range(0, 1_000)
            .mapToObj(customer -> ORDER.replace("c-1", "c-" + customer) + "\n")
            .toList();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static LocalStack stack;
    private static Component service;
    private static URI base;

    private final Api api = new Api(base);
    private final Jvm jvm = new Jvm(service);
    private TopicLog log;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "heavy-bodies-it"))
                .with(Service.ORDER_PRODUCER, 1)
                .start();
        service = stack.component("order-producer-1");
        base = URI.create(service.address());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void open() {
        log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
        assertThat(api.post("/orders", ORDER).status()).isEqualTo(202);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aBodyOf100MegabytesIsRefused() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        long heap = jvm.liveHeap();

        // Refused while it is sent: a client that insists on sending the rest may find the connection closed.
        try (RawHttp announced = new RawHttp(base)) {
            announced.send(head("application/json") + "Content-Length: " + HUGE + "\r\n\r\n");
            assertThat(announced.status()).isEqualTo(413);
        }
        try (RawHttp chunked = new RawHttp(base)) {
            chunked.send(head("application/json") + "Transfer-Encoding: chunked\r\n\r\n");
            sendHugeChunk(chunked);
            assertThat(chunked.status()).isEqualTo(413);
        }

        assertThat(log.endOffsets()).isEqualTo(before);
        assertThat(jvm.liveHeap()).isLessThan(heap + Jvm.TOLERANCE);
        assertThat(api.post("/orders", ORDER).status()).isEqualTo(202);
    }

    /** As much of a chunk of 100 MB as the service will have. */
    private static void sendHugeChunk(RawHttp http) throws IOException {
        byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        http.send(Integer.toHexString(HUGE) + "\r\n");
        try {
            for (int sent = 0; sent < HUGE; sent += spaces.length) {
                http.send(spaces, spaces.length);
            }
            http.send("\r\n0\r\n\r\n");
        } catch (IOException _) {
            // It has answered, and reads no more.
        }
    }

    @Test
    void aLineOf100MegabytesIsRefusedAndTheNextOneTaken() throws Exception {
        byte[] letters = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (RawHttp http = new RawHttp(base)) {
            String last = "\n" + ORDER + "\n";
            http.send(head("application/x-ndjson") + "Content-Length: " + (HUGE + last.length()) + "\r\n\r\n");
            for (int sent = 0; sent < HUGE; sent += letters.length) {
                http.send(letters, letters.length);
            }
            http.send(last);

            assertThat(http.status()).isEqualTo(200);
            assertThat(http.nextJson()).contains("\"line\":1,\"status\":413");
            assertThat(http.nextJson()).contains("\"line\":2,\"status\":202");
        }
    }

    @Test
    void linesWithoutEndAreWrittenAndAnsweredInTheMemoryOfAFew() throws Exception {
        Map<Integer, Long> before = log.endOffsets();
        List<Long> heaps = Collections.synchronizedList(new ArrayList<>());
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        long[] answered = {0};

        exchangeLines(answer -> {
            answered[0]++;
            if (!answer.startsWith("{\"line\":" + answered[0] + ",\"status\":202,")) {
                wrong.add(answer);
            }
            if (answered[0] == LINES / 10 || answered[0] == LINES * 9 / 10) {
                heaps.add(liveHeap());
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(answered[0]).isEqualTo(LINES);
        assertThat(total(log.endOffsets()) - total(before)).isEqualTo(LINES);
        assertThat(heaps.get(1)).isLessThan(heaps.get(0) + Jvm.TOLERANCE);
    }

    /** Posts that many orders, and reads the answers while it does: the JDK's client would read only afterwards. */
    private static void exchangeLines(Consumer<String> answers) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClientRequest request =
                    await(vertx.createHttpClient().request(HttpMethod.POST, base.getPort(), base.getHost(), "/orders"));
            Future<Void> answered = request.putHeader("Content-Type", "application/x-ndjson")
                    .setChunked(true)
                    .response()
                    .compose(response -> {
                        response.handler(RecordParser.newDelimited("\n", line -> answers.accept(line.toString())));
                        return response.end();
                    });
            // Written when the connection has taken it.
            for (int sent = 0; sent < LINES; sent += ORDERS.size()) {
                await(request.write(Buffer.buffer(String.join("", ORDERS))));
            }
            await(request.end());
            await(answered);
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private long liveHeap() {
        try {
            return jvm.liveHeap();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long total(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void tenThousandSlowConnectionsHoldNobodyUp() throws Exception {
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawHttp http = new RawHttp(base);
                slow.add(http);
                http.send(head("application/json") + "Content-Length: " + ORDER.length() + "\r\n\r\n");
                http.send(ORDER.substring(0, 10));
            }
            for (int piece = 10; piece < 50; piece += 10) {
                String next = ORDER.substring(piece, piece + 10);
                send(slow, next);
                assertThat(api.post("/orders", ORDER)).satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(202);
                    assertThat(answer.took()).isLessThan(AT_ONCE);
                });
                assertThat(api.get("/q/health/ready").status()).isEqualTo(200);
            }
            Map<Integer, Long> before = log.endOffsets();

            send(slow, ORDER.substring(50));

            try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var status :
                        slow.stream().map(http -> readers.submit(http::status)).toList()) {
                    assertThat(status.get()).isEqualTo(202);
                }
            }
            assertThat(total(log.endOffsets()) - total(before)).isEqualTo(CONNECTIONS);
        } finally {
            for (RawHttp http : slow) {
                http.close();
            }
        }
    }

    private static void send(List<RawHttp> connections, String text) {
        connections.forEach(http -> {
            try {
                http.send(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String head(String type) {
        return "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n";
    }
}
