package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.rota.lagmonitor.alerting.Notification;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Notifications on their way to a real receiver. */
class DeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private HttpServer receiver;
    private int port;
    private Delivery delivery;

    @BeforeEach
    void receive() throws IOException {
        receiver = receiver(0);
        port = receiver.getAddress().getPort();
    }

    @AfterEach
    void close() throws InterruptedException {
        delivery.beginToStop();
        delivery.awaitStop(Duration.ofSeconds(5));
        receiver.stop(0);
    }

    private HttpServer receiver(int at) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), at), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
                keys.add(key);
                if (answer < 300) {
                    taken.add(key);
                }
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        server.start();
        return server;
    }

    private void start(Map<String, String> settings) {
        Map<String, String> values =
                new HashMap<>(Map.of("delivery.retry-after", "50ms", "delivery.retry-at-most", "200ms"));
        values.putAll(settings);
        AlertsConfig.Delivering delivering = Configured.with(values).delivery();
        Post post = new Post(URI.create("http://127.0.0.1:" + port + "/alerts"), Map.of(), Duration.ofSeconds(2));
        ObjectMapper json = new ObjectMapper().findAndRegisterModules();
        delivery = new Delivery(
                new WebhookNotifier("webhook", post, json, notification -> SlackMessage.of("it", notification)),
                delivering,
                "it",
                meters);
        delivery.start();
    }

    @Test
    void aReceiverThatIsAwayGetsAllInOrderAndEachOnceWhenItIsBack() throws Exception {
        start(Map.of());
        delivery.offer(Told.notification("0"));
        await().atMost(SOON).until(() -> count("sent") == 1);
        receiver.stop(0);

        IntStream.range(1, 20).forEach(number -> delivery.offer(Told.notification(Integer.toString(number))));
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> taken.size() == 1);
        receiver = receiver(port);

        await().atMost(SOON).until(() -> taken.size() >= 20);
        assertThat(taken)
                .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        await().atMost(SOON).until(() -> count("sent") == 20);
        assertThat(count("failed")).isZero();
    }

    @Test
    void whatTheReceiverCannotTakeNowIsSentAgainUnderTheSameId() {
        answer = 503;
        start(Map.of());
        delivery.offer(Told.notification("a"));
        await().atMost(SOON).until(() -> keys.size() >= 3);

        answer = 200;

        await().atMost(SOON).until(() -> count("sent") == 1);
        assertThat(keys).containsOnly("a");
        assertThat(taken).containsExactly("a");
    }

    @Test
    void whatTheReceiverRefusesHoldsUpNothing() {
        answer = 400;
        start(Map.of());
        delivery.offer(Told.notification("a"));
        await().atMost(SOON).until(() -> count("failed") == 1);
        answer = 200;
        delivery.offer(Told.notification("b"));

        await().atMost(SOON).until(() -> count("sent") == 1);
        assertThat(keys).containsExactly("a", "b");
    }

    @Test
    void whatIsNotTakenInTimeIsGivenUp() {
        answer = 503;
        start(Map.of("delivery.give-up-after", "2s"));
        delivery.offer(Told.notification("a"));

        await().atMost(SOON).until(() -> count("failed") == 1);
        assertThat(keys).hasSizeGreaterThan(2);
    }

    @Test
    void whatThereIsNoRoomForIsCounted() {
        answer = 503;
        start(Map.of("delivery.queue", "1"));
        delivery.offer(Told.notification("a"));
        await().atMost(SOON).until(() -> !keys.isEmpty());
        delivery.offer(Told.notification("b"));
        delivery.offer(Told.notification("c"));

        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void aReceiverThatStallsInTheMiddleOfItsAnswerHoldsUpNobodyElse() throws Exception {
        start(Map.of());
        Duration patience = Duration.ofSeconds(2);
        try (Stalling stalling = new Stalling()) {
            Delivery other = new Delivery(
                    new WebhookNotifier(
                            "slack",
                            new Post(stalling.url(), Map.of(), patience),
                            new ObjectMapper(),
                            Notification::id),
                    Configured.with(Map.of("delivery.retry-after", "50ms", "delivery.give-up-after", "3s"))
                            .delivery(),
                    "it",
                    meters);
            other.start();

            List.of(other, delivery).forEach(each -> each.offer(Told.notification("a")));

            await().atMost(patience.minusMillis(200)).until(() -> taken.size() == 1);
            await().atMost(SOON).until(() -> count("slack", "failed") == 1);
            assertThat(stalling.requests()).isGreaterThan(1);
            other.beginToStop();
            other.awaitStop(Duration.ofSeconds(5));
        }
    }

    @Test
    void aStopTriesWhatWaitsOnceMore() throws Exception {
        answer = 503;
        start(Map.of("delivery.retry-after", "10m", "delivery.retry-at-most", "10m"));
        delivery.offer(Told.notification("a"));
        delivery.offer(Told.notification("b"));
        await().atMost(SOON).until(() -> keys.size() == 1);
        answer = 200;

        delivery.beginToStop();
        delivery.awaitStop(Duration.ofSeconds(5));

        assertThat(taken).containsExactly("a", "b");
        assertThat(count("sent")).isEqualTo(2);
    }

    private double count(String outcome) {
        return count("webhook", outcome);
    }

    private double count(String notifier, String outcome) {
        return meters.get("rota.lag.monitor.notifications")
                .tag("notifier", notifier)
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
