package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.TopicLog;
import dev.rota.orderproducer.fault.OrderLoad.Order;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three brokers, three copies, two of them in sync: whatever happens to brokers, an acknowledged order is in the log at the
 * place its receipt names, one request writes it once, and a customer's orders stay in their order.
 */
class BrokerFaultsGuaranteeIT {

    private static final String TOPIC = "order-events";
    private static final int SINGLY = 24;
    private static final int TOGETHER = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** How long a broker is frozen; longer than the cluster waits for it. {@code -Drota.faults.blocked=PT30S} for the long form. */
    private static final Duration FROZEN = Duration.parse(System.getProperty("rota.faults.blocked"));

    /** How often a leader is killed; {@code -Drota.faults.kills=5} for the long form. */
    private static final int KILLS = Integer.getInteger("rota.faults.kills");

    private static LocalStack stack;
    private static Component service;
    private static URI base;
    private static Admin admin;

    private Map<Integer, Long> before;
    private TopicLog log;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "broker-faults-it"))
                .brokers(3)
                .with(Service.ORDER_PRODUCER, 1)
                .start();
        service = stack.component("order-producer-1");
        base = URI.create(service.address());
        admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        stack.close();
    }

    @BeforeEach
    void open() {
        awaitAllInSync();
        log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), TOPIC);
        before = log.endOffsets();
    }

    @AfterEach
    void mend() {
        log.close();
        stack.kafka().brokers().stream().filter(broker -> !broker.isRunning()).forEach(Component::start);
    }

    @Test
    void theLeaderIsKilledAgainAndAgain() {
        List<Order> orders;
        try (OrderLoad load = new OrderLoad(base, SINGLY, TOGETHER)) {
            load.awaitMoreOfEach(5);
            for (int kill = 0; kill < KILLS; kill++) {
                Component leader = leaderOf(kill);
                leader.kill();
                load.awaitMoreOfEach(5);
                leader.start();
                awaitAllInSync();
            }
            load.awaitMoreOfEach(5);
            assertThat(load.refused()).isPositive();
            assertThat(load.linesRefused()).isPositive();
            orders = load.stop();
        }

        assertThatTheLogKeepsWhatWasSaid(orders);
    }

    @Test
    void aBrokerIsFrozenAndComesBack() throws Exception {
        List<Order> orders;
        try (OrderLoad load = new OrderLoad(base, SINGLY, TOGETHER)) {
            load.awaitMoreOfEach(5);
            Component leader = leaderOf(0);
            leader.freeze();
            try {
                // What is tested is the time: the others take over in the midst of it.
                Thread.sleep(FROZEN);
                load.awaitMoreOfEach(5);
            } finally {
                leader.thaw();
            }
            awaitAllInSync();
            load.awaitMoreOfEach(5);
            orders = load.stop();
        }

        assertThatTheLogKeepsWhatWasSaid(orders);
    }

    @Test
    void twoOfThreeBrokersAreDown() throws Exception {
        Api api = new Api(base);
        Jvm jvm = new Jvm(service);
        stack.kafka().broker(1).kill();
        stack.kafka().broker(2).kill();
        refuse(api, 1);
        long afterSome = jvm.liveHeap();

        List<Duration> times = refuse(api, 4);

        assertThat(times).allSatisfy(took -> assertThat(took).isLessThan(OrderLoad.DEADLINE));
        assertThat(jvm.liveHeap()).isLessThan(afterSome + Jvm.TOLERANCE);
        assertThat(api.get("/q/health/live").status()).isEqualTo(200);

        stack.kafka().broker(1).start();
        stack.kafka().broker(2).start();
        await().atMost(PATIENCE)
                .until(() -> Stream.generate(() -> order(api)).limit(20).allMatch(answer -> answer.status() == 202));
    }

    /** A thousand orders at a time, none of which can be acknowledged. */
    private static List<Duration> refuse(Api api, int thousands) throws Exception {
        List<Duration> times = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < thousands; round++) {
                List<Future<Answer>> answers = IntStream.range(0, 1_000)
                        .mapToObj(_ -> callers.submit(() -> order(api)))
                        .toList();
                for (Future<Answer> answer : answers) {
                    assertThat(answer.get().status()).isEqualTo(503);
                    times.add(answer.get().took());
                }
            }
        }
        return times;
    }

    private static Answer order(Api api) {
        return api.post("/orders", """
                {"customerId": "%s", "type": "CREATED", "amount": 1, "currency": "EUR"}""".formatted("any-" + Math.random()));
    }

    private void assertThatTheLogKeepsWhatWasSaid(List<Order> orders) {
        List<ConsumerRecord<String, SpecificRecord>> records = log.since(before);
        Map<String, ConsumerRecord<String, SpecificRecord>> byPlace = records.stream()
                .collect(Collectors.toMap(record -> record.partition() + " " + record.offset(), record -> record));
        Map<String, Integer> copies = new HashMap<>();
        records.forEach(record -> copies.merge(event(record).getEventId(), 1, Integer::sum));

        assertThat(orders).allSatisfy(order -> {
            assertThat(byPlace.get(order.partition() + " " + order.offset()))
                    .as("the record at the place of %s", order)
                    .isNotNull()
                    .satisfies(record -> assertThat(event(record).getEventId()).isEqualTo(order.eventId()));
            assertThat(copies.get(order.eventId())).as("copies of %s", order).isBetween(1, 1 + order.unknown());
        });
        assertThat(copies.keySet())
                .isEqualTo(orders.stream().map(Order::eventId).collect(Collectors.toSet()));
        Map<String, Set<Integer>> firsts = new HashMap<>();
        records.forEach(record -> firsts.computeIfAbsent(record.key(), _ -> new LinkedHashSet<>())
                .add(Order.numberOf(event(record).getOrderId())));
        assertThat(firsts).hasSize(SINGLY + TOGETHER);
        assertThat(firsts)
                .allSatisfy((_, numbers) -> assertThat(List.copyOf(numbers))
                        .isEqualTo(IntStream.range(0, numbers.size()).boxed().toList()));
    }

    private static OrderEvent event(ConsumerRecord<String, SpecificRecord> record) {
        return (OrderEvent) record.value();
    }

    private static Component leaderOf(int partition) {
        return stack.kafka().broker(topic().partitions().get(partition).leader().id());
    }

    private static void awaitAllInSync() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> topic().partitions().stream()
                        .map(TopicPartitionInfo::isr)
                        .allMatch(isr -> isr.size() == 3));
    }

    private static TopicDescription topic() {
        return admin.describeTopics(List.of(TOPIC))
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .get(TOPIC);
    }
}
