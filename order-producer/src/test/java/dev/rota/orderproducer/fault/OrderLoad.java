package dev.rota.orderproducer.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Customers who order one thing after the other over HTTP until they are stopped, each on a thread of its own. What is not
 * acknowledged is asked for again under the same key until it is, before the next order.
 */
final class OrderLoad implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Longest wait for an answer: outcome-within, and room for a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(8);

    private final URI base;
    private final List<Customer> customers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Void>> lives;
    private volatile boolean stopped;

    /** Begins to order. */
    OrderLoad(URI base, int customers) {
        this.base = base;
        this.customers = IntStream.range(0, customers)
                .mapToObj(number -> new Customer("load-" + number))
                .toList();
        this.lives = this.customers.stream().map(threads::submit).toList();
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

    /** One customer; written by its own thread, read by others when it has ended, and its count at any time. */
    private final class Customer implements Callable<Void> {

        private final Api api = new Api(base);
        private final String id;
        private final List<Order> orders = new ArrayList<>();
        private volatile int acknowledged;
        private final LongAdder refused = new LongAdder();

        private Customer(String id) {
            this.id = id;
        }

        @Override
        public Void call() throws InterruptedException {
            while (!stopped) {
                orders.add(order(orders.size()));
                acknowledged = orders.size();
            }
            return null;
        }

        private Order order(int number) throws InterruptedException {
            String key = UUID.randomUUID().toString();
            String body = """
                    {"orderId": "%s.%d", "customerId": "%s", "type": "CREATED", "amount": 1, "currency": "EUR"}""".formatted(id, number, id);
            int unknown = 0;
            for (int request = 1; ; request++) {
                try {
                    Answer answer = api.post("/orders", body, key);
                    assertThat(answer.took()).isLessThan(DEADLINE);
                    if (answer.status() == 202) {
                        return new Order(
                                id,
                                number,
                                answer.body().get("eventId").asText(),
                                answer.body().get("partition").asInt(),
                                answer.body().get("offset").asLong(),
                                request,
                                unknown);
                    }
                    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
                    assertThat(answer.retryAfter()).isPresent();
                    unknown += answer.body().get("detail").asText().contains("not known") ? 1 : 0;
                } catch (UncheckedIOException _) {
                    unknown++;
                }
                refused.increment();
                Thread.sleep(PAUSE);
            }
        }
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

    /** Requests that were not acknowledged so far. */
    long refused() {
        return customers.stream().mapToLong(customer -> customer.refused.sum()).sum();
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
