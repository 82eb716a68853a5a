package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CREATED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.analytics.Results.Minute;
import dev.rota.analytics.Results.Sum;
import dev.rota.contracts.OrderEvent;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A partition that falls silent while replicas are killed: the others' minutes are said without it, each once, and what it brings when it
 * comes back changes none that was said.
 */
class IdlenessGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What is said twice is said within this time. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofMinutes(4);
    private static final Duration IDLE_AFTER = Duration.ofSeconds(5);
    private static final int PARTITIONS = 6;

    /** Ten times as fast as the clock: while nobody reads, less happens than the grace is long, whoever is read first then. */
    private static final Duration TICK = Duration.ofMillis(200);

    private static final Duration TICK_OF_EVENTS = TICK.multipliedBy(10);

    /** One of each partition; the first falls silent. */
    private static final List<String> CUSTOMERS = IntStream.range(0, PARTITIONS)
            .mapToObj(IdlenessGuaranteeIT::customerOf)
            .toList();

    private static final String SILENT = CUSTOMERS.getFirst();
    private static final List<String> OTHERS = CUSTOMERS.subList(1, PARTITIONS);

    private final Map<Minute, Sum> sent = new TreeMap<>();
    private final Instant start = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MINUTES);
    private Instant now = start;
    private LocalStack stack;
    private Inputs inputs;
    private Outputs outputs;
    private volatile boolean stopped;

    @BeforeEach
    void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "idleness-it"))
                .setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_SESSION_TIMEOUT", "6S")
                .setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_TRANSACTION_TIMEOUT", "6S")
                .setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_GRACE", GRACE.toString())
                .setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_IDLE_AFTER", IDLE_AFTER.toString())
                .with(Service.ANALYTICS_SERVICE, 2)
                .start();
        inputs = new Inputs(stack);
        outputs = new Outputs(stack);
    }

    @AfterEach
    void stop() {
        outputs.close();
        inputs.close();
        stack.close();
    }

    @Test
    void minutesAreSaidOnceWithoutThePartitionThatIsSilent() throws InterruptedException {
        CUSTOMERS.forEach(customer -> count(step(customer, now)));
        // The first minute is said the sooner, and half of the grace is left for whoever is read last.
        now = now.plus(GRACE.dividedBy(2));
        Instant later = now;
        Thread traffic = Thread.ofPlatform().name("traffic").start(this::sendOthers);
        try {
            await().atMost(PATIENCE).until(() -> timesSaid() > 1);
            for (String victim : List.of("analytics-service-1", "analytics-service-2")) {
                Component replica = stack.component(victim);
                replica.kill();
                awaitOneMore();
                replica.start();
                awaitOneMore();
            }
        } finally {
            stopped = true;
            traffic.join();
        }
        OrderEvent past = step(SILENT, later.plusSeconds(10));
        inputs.send(past);
        count(step(SILENT, now));
        Map<Minute, Sum> before = Map.copyOf(sent);
        now = now.plus(GRACE).plus(Duration.ofMinutes(2));
        CUSTOMERS.forEach(customer -> inputs.send(step(customer, now)));

        await().atMost(PATIENCE).untilAsserted(() -> assertOnce(before, past));
        await().pollDelay(QUIET).until(() -> true);
        assertOnce(before, past);
    }

    private void sendOthers() {
        while (!stopped) {
            now = now.plus(TICK_OF_EVENTS);
            OTHERS.forEach(customer -> count(step(customer, now)));
            LockSupport.parkNanos(TICK.toNanos());
        }
    }

    private OrderEvent step(String customer, Instant at) {
        return new OrderEvent(
                UUID.randomUUID().toString(),
                "o-" + UUID.randomUUID(),
                customer,
                CREATED,
                BigDecimal.valueOf(1 + sent.size(), 4),
                "EUR",
                at);
    }

    private void count(OrderEvent step) {
        inputs.send(step);
        sent.merge(Minute.of(step), Sum.of(step), Sum::plus);
    }

    private void awaitOneMore() {
        int before = timesSaid();
        await().atMost(PATIENCE).until(() -> timesSaid() > before);
    }

    private int timesSaid() {
        return outputs.records("revenue-per-minute").size();
    }

    private void assertOnce(Map<Minute, Sum> minutes, OrderEvent late) {
        Results results = Results.said(outputs);
        assertThat(results.minutes())
                .isEqualTo(minutes.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, minute -> List.of(minute.getValue()))));
        assertThat(results.late()).containsExactly(late.getEventId());
    }

    private static String customerOf(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "c-" + i)
                .filter(customer ->
                        BuiltInPartitioner.partitionForKey(customer.getBytes(UTF_8), PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }
}
