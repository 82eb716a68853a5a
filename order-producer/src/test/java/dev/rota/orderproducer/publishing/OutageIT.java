package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.RunningStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers are told while a part is away, and that everything works again by itself when it is back. */
@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class OutageIT {

    private static final String ORDER =
            "{\"customerId\": \"customer-1\", \"type\": \"CREATED\", \"amount\": 12.5, \"currency\": \"EUR\"}";

    /** Longest wait for an answer: outcome-within, and room for a busy machine. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final Duration RECOVERY = Duration.ofSeconds(40);

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    private Api api;
    private Component broker;

    @BeforeEach
    void everythingWorks() {
        api = new Api(base);
        broker = stack.kafka().broker(1);
        await().atMost(RECOVERY).until(() -> api.post("/orders", ORDER).status() == 202);
    }

    @AfterEach
    void everythingIsBack() {
        Stream.of(broker, stack.registry().component())
                .filter(component -> !component.isRunning())
                .forEach(Component::start);
    }

    @Test
    void withoutABrokerOrdersAreRefusedInTimeAndWorkAgainByThemselves() {
        broker.kill();

        assertThat(Stream.generate(() -> api.post("/orders", ORDER)).limit(3)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.contentType()).contains("application/problem+json");
            assertThat(answer.retryAfter())
                    .hasValueSatisfying(seconds -> assertThat(seconds).containsOnlyDigits());
            assertThat(answer.took()).isLessThan(DEADLINE);
        });
        assertThat(api.get("/q/health/ready").status()).isEqualTo(503);
        assertThat(api.get("/q/health/live").status()).isEqualTo(200);
        assertThat(api.get("/distribution").status()).isEqualTo(200);

        broker.start();

        await().atMost(RECOVERY).until(() -> api.post("/orders", ORDER).status() == 202);
        await().atMost(RECOVERY).until(() -> api.get("/q/health/ready").status() == 200);
    }

    @Test
    void ordersThatWaitForABrokerHoldNobodyElseUp() throws Exception {
        broker.kill();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> orders = Stream.generate(() -> callers.submit(() -> api.post("/orders", ORDER)))
                    .limit(100)
                    .toList();
            Answer meanwhile = api.get("/simulation");

            assertThat(meanwhile.took()).isLessThan(Duration.ofSeconds(3));
            for (Future<Answer> order : orders) {
                assertThat(order.get().status()).isEqualTo(503);
                assertThat(order.get().took()).isLessThan(DEADLINE);
            }
        }
    }

    @Test
    void aBrokerThatFallsSilentLeavesTheOutcomeOpenAndTheAnswerSaysSo() throws Exception {
        String key = UUID.randomUUID().toString();
        signal("STOP");
        Answer answer;
        try {
            answer = api.post("/orders", ORDER, key);
        } finally {
            signal("CONT");
        }

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.took()).isLessThan(DEADLINE);
        assertThat(answer.retryAfter()).isPresent();
        assertThat(answer.body().get("detail").asText()).contains("not known", "same Idempotency-Key");
        await().atMost(RECOVERY).until(() -> api.post("/orders", ORDER, key).status() == 202);
    }

    @Test
    void withoutARegistryOrdersGoOn() {
        stack.registry().component().kill();

        assertThat(api.post("/orders", ORDER).status()).isEqualTo(202);
        assertThat(api.get("/q/health/ready").status()).isEqualTo(200);
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(broker.pid().orElseThrow()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
