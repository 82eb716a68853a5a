package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Customers who order one thing after the other over HTTP until they are stopped: each by single requests on a thread of its own, or
 * some together, a line each in bodies of many. What is not acknowledged is asked for again under the same key until it is, before the
 * next order; of a body, all of it.
 */
final class OrderLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Longest wait for an answer: outcome-within, and room for a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(8);

    private final Api api;
    private final List<Customer> customers;
    private final LongAdder refused = new LongAdder();
    private final LongAdder linesRefused = new LongAdder();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Void>> lives = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * Begins to order.
     *
     * @param singly so many customers order for themselves
     * @param together so many order in the same bodies
     */
    OrderLoad(URI base, int singly, int together) {
        api = new Api(base);
        customers = IntStream.range(0, singly + together)
                .mapToObj(number -> new Customer("load-" + number))
                .toList();
        customers.subList(0, singly).forEach(customer -> begin(() -> order(customer)));
        begin(() -> orderTogether(customers.subList(singly, customers.size())));
    }

    /**
     * An order that the service has acknowledged.
     *
     * @param number of its customer's orders, from 0
     * @param requests how many were sent for it
     * @param unknown how many of these were answered that the outcome is not known, or not at all
     */
    record Order(String customer, int number, String eventId, int partition, long offset, int requests, int unknown) {

        /** The number in the id of an order. */
        static int numberOf(String orderId) {
            return Integer.parseInt(orderId.substring(orderId.lastIndexOf('.') + 1));
        }
    }

    /** One customer; written by the thread that orders, read by others when it has ended, and the count at any time. */
    private static final class Customer {

        private final String id;
        private final List<Order> orders = new ArrayList<>();
        private volatile int acknowledged;

        private Customer(String id) {
            this.id = id;
        }

        private String next() {
            return """
                    {"orderId": "%s.%d", "customerId": "%s", "type": "CREATED", "amount": 1, "currency": "EUR"}""".formatted(id, orders.size(), id);
        }

        private void got(JsonNode receipt, int requests, int unknown) {
            orders.add(new Order(
                    id,
                    orders.size(),
                    receipt.get("eventId").asText(),
                    receipt.get("partition").asInt(),
                    receipt.get("offset").asLong(),
                    requests,
                    unknown));
            acknowledged = orders.size();
        }
    }

    private void begin(Step step) {
        lives.add(threads.submit(() -> {
            while (!stopped) {
                step.run();
            }
            return null;
        }));
    }

    private void order(Customer customer) throws InterruptedException {
        String key = UUID.randomUUID().toString();
        String body = customer.next();
        int unknown = 0;
        for (int request = 1; ; request++) {
            try {
                Answer answer = api.post("/orders", body, key);
                assertThat(answer.took()).isLessThan(DEADLINE);
                if (answer.status() == 202) {
                    customer.got(answer.body(), request, unknown);
                    return;
                }
                assertThat(answer.retryAfter()).isPresent();
                unknown += isUnknown(answer.status(), answer.body()) ? 1 : 0;
            } catch (UncheckedIOException _) {
                unknown++;
            }
            refused.increment();
            Thread.sleep(PAUSE);
        }
    }

    private void orderTogether(List<Customer> together) throws InterruptedException {
        String key = UUID.randomUUID().toString();
        String body = together.stream().map(Customer::next).collect(Collectors.joining("\n"));
        int[] unknown = new int[together.size()];
        for (int request = 1; ; request++) {
            List<JsonNode> answers;
            try {
                answers = api.postLines("/orders", body, key);
            } catch (UncheckedIOException _) {
                Arrays.setAll(unknown, line -> unknown[line] + 1);
                continue;
            }
            assertThat(answers).hasSameSizeAs(together);
            boolean all = true;
            for (int line = 0; line < together.size(); line++) {
                JsonNode answer = answers.get(line);
                int status = answer.get("status").asInt();
                if (status != 202) {
                    all = false;
                    linesRefused.increment();
                    assertThat(answer.get("retryAfter").asInt()).isPositive();
                    unknown[line] += isUnknown(status, answer) ? 1 : 0;
                }
            }
            if (all) {
                for (int line = 0; line < together.size(); line++) {
                    together.get(line).got(answers.get(line), request, unknown[line]);
                }
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean isUnknown(int status, JsonNode problem) {
        assertThat(status).as(problem.toString()).isEqualTo(503);
        return problem.get("detail").asText().contains("not known");
    }

    /** The orders of one time. */
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    /** Returns when every customer has got so many more orders acknowledged. */
    void awaitMoreOfEach(int orders) {
        List<Integer> goal = customers.stream()
                .map(customer -> customer.acknowledged + orders)
                .toList();
        await().atMost(PATIENCE).until(() -> {
            failIfOneHasFailed();
            return IntStream.range(0, goal.size())
                    .allMatch(customer -> customers.get(customer).acknowledged >= goal.get(customer));
        });
    }

    /** Single requests that were not acknowledged so far. */
    long refused() {
        return refused.sum();
    }

    /** Lines that were not acknowledged so far. */
    long linesRefused() {
        return linesRefused.sum();
    }

    /** Lets every customer end its order; then all orders, each customer's in turn. */
    List<Order> stop() {
        stopped = true;
        threads.close();
        failIfOneHasFailed();
        return customers.stream().flatMap(customer -> customer.orders.stream()).toList();
    }

    private void failIfOneHasFailed() {
        for (Future<Void> life : lives) {
            if (life.state() == Future.State.FAILED) {
                throw new AssertionError("A customer has failed", life.exceptionNow());
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
        threads.close();
    }
}
