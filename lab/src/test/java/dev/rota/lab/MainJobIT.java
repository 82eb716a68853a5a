package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.lab.House.Order;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders in over HTTP, invoices out, and the lag of the group between them: the whole house, every part real. */
class MainJobIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static House house;

    @BeforeAll
    static void open() {
        house = House.open("main-job-it");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    /** The first order has to find its way, as has the first one after an outage. */
    @BeforeEach
    void awaitOrdersAreTaken() {
        Order order = Order.of("c-first", 1);
        await().pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> house.post(order).statusCode() == 202);
    }

    @Test
    void anAcceptedOrderBecomesAnInvoice() throws Exception {
        String eventId = house.accepted(Order.of("c-one", 19));

        await().atMost(PATIENCE).until(() -> house.invoiceStatus(eventId) == 200);
        assertThat(house.billedEventsOf("c-one")).containsExactly(eventId);
    }

    @Test
    void theSameIdempotencyKeyIsBilledOnce() throws Exception {
        Order order = Order.of("c-again", 7);
        String first = house.accepted(order);
        String second = house.accepted(order);
        String last = house.accepted(Order.of("c-again", 8));

        await().atMost(PATIENCE).until(() -> house.invoiceStatus(last) == 200);

        assertThat(second).isEqualTo(first);
        assertThat(house.billedEventsOf("c-again")).containsExactly(first, last);
    }

    @Test
    void tenThousandOrdersFromManyClientsAreEachBilledOnceAndPerCustomerInOrder() throws Exception {
        Map<String, List<String>> accepted = postFromManyCustomers(100, 100);

        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<String, List<String>> customer : accepted.entrySet()) {
                assertThat(house.billedEventsOf(customer.getKey()))
                        .as(customer.getKey())
                        .containsExactlyElementsOf(customer.getValue());
            }
        });
    }

    /** Each customer is a client of its own that posts one order after the other. */
    private static Map<String, List<String>> postFromManyCustomers(int customers, int ordersEach) throws Exception {
        Map<String, Future<List<String>>> clients = new TreeMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int customer = 0; customer < customers; customer++) {
                String id = "c-many-" + customer;
                clients.put(id, threads.submit(postOneAfterTheOther(id, ordersEach)));
            }
        }
        Map<String, List<String>> accepted = new TreeMap<>();
        for (Map.Entry<String, Future<List<String>>> client : clients.entrySet()) {
            accepted.put(client.getKey(), client.getValue().get());
        }
        return accepted;
    }

    private static Callable<List<String>> postOneAfterTheOther(String customer, int orders) {
        return () -> {
            List<String> events = new ArrayList<>();
            for (int order = 1; order <= orders; order++) {
                events.add(house.accepted(Order.of(customer, order)));
            }
            return events;
        };
    }

    @Test
    void theLagPageShowsBillingWithItsTenPartitionsAndTheirOwner() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode partitions = house.billingPartitions();
            assertThat(partitions).hasSize(10);
            assertThat(StreamSupport.stream(partitions.spliterator(), false))
                    .allSatisfy(partition ->
                            assertThat(partition.path("clientId").asText()).startsWith("billing-service-1"));
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"LAG_MONITOR", "ORDER_PRODUCER", "BILLING_SERVICE"})
    void whoOffersHttp2IsAnsweredInHttp11(Service service) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(house.url(service, "/q/openapi"))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void theLagAsTextHasTheColumnsOfKafkasOwnTool() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> text = house.get(Service.LAG_MONITOR, "/api/groups/billing/partitions", "text/plain");
            assertThat(text.body()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .findFirst()
                            .orElse(""))
                    .matches(
                            "GROUP +TOPIC +PARTITION +CURRENT-OFFSET +LOG-END-OFFSET +LAG +CONSUMER-ID +HOST +CLIENT-ID *");
        });
    }

    @Test
    void whileTheBrokerIsDownOrdersAreRefusedAndAfterwardsTakenAgainByTheSameProcesses() throws Exception {
        Component broker = house.stack().kafka().broker(1);
        Order order = Order.of("c-outage", 3);

        broker.kill();
        HttpResponse<String> refused = house.post(order);
        broker.start();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        await().atMost(PATIENCE).until(() -> house.post(order).statusCode() == 202);
        String last = house.accepted(Order.of("c-outage", 4));
        await().atMost(PATIENCE).until(() -> house.invoiceStatus(last) == 200);
        // The refused order may have reached the log before the broker died: its key makes it one event all the same.
        assertThat(house.billedEventsOf("c-outage")).hasSize(2).endsWith(last);
    }
}
