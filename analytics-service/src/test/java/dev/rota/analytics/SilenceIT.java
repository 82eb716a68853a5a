package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to replicas that have not heard of their group for longer than a session, and do not know what became of their tasks. */
class SilenceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Two replicas asked one after the other, and the brokers for a second each time, and room for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static final List<String> CUSTOMERS =
            IntStream.range(0, 20).mapToObj(i -> "customer-" + i).toList();

    private static LocalStack stack;
    private static Inputs inputs;
    private static List<Api> replicas;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "silence-it"))
                .with(Service.ANALYTICS_SERVICE, 2)
                .setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_SESSION_TIMEOUT", "6S")
                .start();
        inputs = new Inputs(stack);
        replicas = List.of(api("analytics-service-1"), api("analytics-service-2"));
        CUSTOMERS.forEach(customer -> inputs.send(Inputs.order(customer, "first-" + customer, CONFIRMED, "1")));
    }

    @AfterAll
    static void stop() {
        inputs.close();
        stack.close();
    }

    @BeforeEach
    void awaitCalm() {
        await().atMost(PATIENCE)
                .until(() -> replicas.stream()
                        .allMatch(api -> isReady(api)
                                && CUSTOMERS.stream().allMatch(customer -> isFresh(api.get(revenueOf(customer))))));
    }

    /** It is asked while it stands still, and answers before it has heard anything. */
    @Test
    void whoStoodStillDoesNotAnswerForWhatOthersWorkOnSince() {
        Component still = stack.component("analytics-service-2");
        Api it = replicas.getLast();
        List<String> its = CUSTOMERS.stream()
                .filter(customer -> ask(it, customer).statusCode() == 200)
                .toList();
        assertThat(its).isNotEmpty();
        List<Waiting> waiting = new ArrayList<>();
        still.freeze();
        try {
            its.forEach(customer -> inputs.send(Inputs.order(customer, "second-" + customer, CONFIRMED, "1000")));
            await().atMost(PATIENCE)
                    .until(() -> its.stream()
                            .allMatch(customer -> isNew(replicas.getFirst().get(revenueOf(customer)))));
            its.forEach(customer -> waiting.add(Waiting.at(still, revenueOf(customer))));
        } finally {
            still.thaw();
        }

        assertThat(waiting).allSatisfy(answer -> assertThat(answer.read()).startsWith("HTTP/1.1 503"));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            for (String customer : its) {
                HttpResponse<String> answer = ask(it, customer);
                assertThat(answer.statusCode() == 503 || isNew(answer))
                        .as(answer.body())
                        .isTrue();
            }
            return isReady(it);
        });
    }

    @Test
    void whoIsCutOffFromTheBrokersSaysSoSoon() {
        Component broker = stack.kafka().brokers().getFirst();
        broker.freeze();
        try {
            await().atMost(PATIENCE).until(() -> replicas.stream().noneMatch(SilenceIT::isReady));
            for (Api api : replicas) {
                for (String path :
                        List.of(revenueOf("customer-1"), revenueOf("customer-2"), "/customers/top", "/revenue")) {
                    long begin = System.nanoTime();

                    HttpResponse<String> answer = api.get(path);

                    assertThat(Duration.ofNanos(System.nanoTime() - begin))
                            .as(path)
                            .isLessThan(SOON);
                    assertThat(answer.statusCode()).as(path).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                }
            }
        } finally {
            broker.thaw();
        }
    }

    /** A question on its way to a replica, which need not read it yet. */
    private record Waiting(Socket socket) {

        static Waiting at(Component replica, String path) {
            URI address = URI.create(replica.address());
            try {
                Socket socket = new Socket(address.getHost(), address.getPort());
                socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
                String question = "GET %s HTTP/1.1\r\nHost: localhost\r\nRota-Forwarded: 1\r\nConnection: close\r\n\r\n"
                        .formatted(path);
                socket.getOutputStream().write(question.getBytes(UTF_8));
                return new Waiting(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String read() {
            try (socket) {
                return new String(socket.getInputStream().readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What it says itself, as another replica would hear it. */
    private static HttpResponse<String> ask(Api api, String customer) {
        return api.get(revenueOf(customer), "Rota-Forwarded", "1");
    }

    private static String revenueOf(String customer) {
        return "/customers/" + customer + "/revenue";
    }

    private static boolean isReady(Api api) {
        return api.get("/q/health/ready").statusCode() == 200;
    }

    private static boolean isFresh(HttpResponse<String> answer) {
        return answer.statusCode() == 200
                && answer.headers().firstValue("Rota-Records-Behind").isEmpty();
    }

    private static boolean isNew(HttpResponse<String> answer) {
        return isFresh(answer)
                && Api.parsed(answer).at("/totals/0/revenue").decimalValue().compareTo(BigDecimal.valueOf(1000)) >= 0;
    }

    private static Api api(String replica) {
        return new Api(URI.create(stack.component(replica).address()));
    }
}
