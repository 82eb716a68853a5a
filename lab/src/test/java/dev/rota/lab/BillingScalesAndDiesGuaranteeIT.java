package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.lab.House.Order;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Partitions move between billing's replicas under load, in good order and by kill -9: no invoice is lost or doubled. */
class BillingScalesAndDiesGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CUSTOMERS = 40;
    private static final int PARTITIONS = 10;

    private static House house;

    @BeforeAll
    static void open() {
        house = House.open("billing-guarantee-it");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void noAcknowledgedOrderIsLostOrBilledTwice() throws Exception {
        try (Load load = Load.start()) {
            house.stack().scale(Service.BILLING_SERVICE, 3);
            awaitOwners(3);
            load.awaitMore(400);

            house.stack().component("billing-service-2").kill();
            awaitOwners(2);
            load.awaitMore(400);

            house.stack().scale(Service.BILLING_SERVICE, 3);
            awaitOwners(3);
            house.stack().scale(Service.BILLING_SERVICE, 1);
            awaitOwners(1);
            load.awaitMore(400);

            Map<String, List<String>> accepted = load.stop();

            await().atMost(PATIENCE).untilAsserted(() -> {
                for (Map.Entry<String, List<String>> customer : accepted.entrySet()) {
                    assertThat(house.billedEventsOf(customer.getKey()))
                            .as(customer.getKey())
                            .containsExactlyElementsOf(customer.getValue());
                }
            });
        }
    }

    /** Waits until the lag monitor sees every partition owned, by this many members. */
    private static void awaitOwners(int members) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode partitions = house.billingPartitions();
            List<String> owners = StreamSupport.stream(partitions.spliterator(), false)
                    .filter(partition -> partition.hasNonNull("clientId"))
                    .map(partition -> partition.path("clientId").asText())
                    .toList();
            assertThat(owners).hasSize(PARTITIONS);
            assertThat(owners.stream().distinct()).hasSize(members);
        });
    }

    /** Customers who post one order after the other until they are stopped. */
    private static final class Load implements AutoCloseable {

        private final Map<String, List<String>> accepted = new ConcurrentHashMap<>();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<Void>> clients = new ArrayList<>();
        private volatile boolean stopped;

        static Load start() {
            Load load = new Load();
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                String id = "c-" + customer;
                load.clients.add(load.threads.submit(() -> load.post(id)));
            }
            return load;
        }

        private Void post(String customer) throws IOException, InterruptedException {
            List<String> events = new ArrayList<>();
            for (int amount = 1; !stopped; amount++) {
                events.add(house.accepted(Order.of(customer, amount)));
                accepted.put(customer, List.copyOf(events));
            }
            return null;
        }

        private int total() {
            return accepted.values().stream().mapToInt(List::size).sum();
        }

        void awaitMore(int orders) {
            int before = total();
            await().atMost(PATIENCE).until(() -> total() >= before + orders);
        }

        /** Every event that was acknowledged, by customer, in the order of posting. */
        Map<String, List<String>> stop() throws Exception {
            close();
            for (Future<Void> client : clients) {
                client.get();
            }
            assertThat(accepted).hasSize(CUSTOMERS);
            return accepted.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
        }

        @Override
        public void close() {
            stopped = true;
            threads.close();
        }
    }
}
