package dev.rota.billing;

import static dev.rota.billing.BillingDriver.confirmed;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Orders of many customers, sent at an even pace until it is stopped. */
final class OrderLoad implements AutoCloseable {

    private static final int CUSTOMERS = 40;

    private final BillingDriver driver;
    private final String customers;
    private final Duration pace;
    private final Map<String, List<String>> sent = new TreeMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Void> sending;
    private volatile boolean stopped;

    /**
     * Begins to send.
     *
     * @param customers what the ids of its customers begin with
     * @param pace the time from one order to the next
     */
    OrderLoad(BillingDriver driver, String customers, Duration pace) {
        this.driver = driver;
        this.customers = customers;
        this.pace = pace;
        sending = thread.submit(this::send);
    }

    private Void send() throws Exception {
        long next = System.nanoTime();
        while (!stopped) {
            OrderEvent order = confirmed(customers + count.get() % CUSTOMERS, "1");
            driver.send(order);
            sent.computeIfAbsent(order.getCustomerId(), customer -> new ArrayList<>())
                    .add(order.getEventId());
            count.incrementAndGet();
            next += pace.toNanos();
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        return null;
    }

    void awaitMore(int orders) {
        int before = count.get();
        await().atMost(Duration.ofSeconds(60)).until(() -> count.get() >= before + orders || sending.isDone());
    }

    /** Each customer's events, in the order of sending. */
    Map<String, List<String>> stop() throws Exception {
        stopped = true;
        sending.get();
        return sent;
    }

    @Override
    public void close() {
        stopped = true;
        thread.close();
    }
}
