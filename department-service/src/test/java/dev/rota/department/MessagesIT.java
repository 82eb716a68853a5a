package dev.rota.department;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.postbox.Behaviour;
import dev.rota.localstack.postbox.Channel;
import dev.rota.localstack.postbox.Message;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What customers are told of their orders, by mail and by SMS, as it arrives in the postbox. */
class MessagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORDERS = "order-events";
    private static final String LETTERS = "email.dead-letters";
    private static final List<OrderEventType> LIFE =
            List.of(OrderEventType.CREATED, OrderEventType.CONFIRMED, OrderEventType.SHIPPED, OrderEventType.DELIVERED);

    private static LocalStack stack;
    private static Checkouts producer;
    private static Log log;
    private static Api email;
    private static Api sms;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.builder()
                .data(Path.of("target", "messages-it"))
                .with(Service.EMAIL, 0)
                .with(Service.SMS, 0)
                .setting(Service.EMAIL, "ROTA_DEPARTMENT_RETRY_DELAYS", "1s,5s")
                .setting(Service.EMAIL, "ROTA_DEPARTMENT_COMMIT_INTERVAL", "1s")
                // The group gives a killed member up after this.
                .setting(Service.EMAIL, "KAFKA_SESSION_TIMEOUT_MS", "6000")
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            // The catalogue's are of longer delays.
            admin.createTopics(List.of(
                            new NewTopic("email.retry_1000", Optional.of(6), Optional.empty()),
                            new NewTopic("email.retry_5000", Optional.of(6), Optional.empty())))
                    .all()
                    .get();
        }
        stack.scale(Service.EMAIL, 1);
        stack.scale(Service.SMS, 1);
        producer = new Checkouts(stack);
        log = new Log(stack);
        email = new Api(stack.service(Service.EMAIL).url());
        sms = new Api(stack.service(Service.SMS).url());
    }

    @AfterAll
    static void stop() {
        log.close();
        producer.close();
        stack.close();
    }

    @AfterEach
    void behaveAgain() {
        stack.postbox().component().start();
        stack.postbox().behave(Behaviour.none());
    }

    @Test
    void aCustomerIsMailedEachStepAndTextedWhenTheGoodsMove() {
        List<UUID> steps = order("customer-1", LIFE);

        await().atMost(PATIENCE).until(() -> mailed().containsAll(steps));
        await().atMost(PATIENCE).until(() -> texted().containsAll(steps.subList(2, 4)));
        assertThat(mailsTo("customer-1@customers.example")).hasSize(4).anySatisfy(mail -> {
            assertThat(mail.id()).isEqualTo("<" + steps.getFirst() + "@rota>");
            assertThat(mail.subject()).hasValue("Your order order-of-customer-1 over 19.90 EUR has been received");
        });
        assertThat(stack.postbox().messages(Channel.SMS))
                .filteredOn(text -> text.to().equals("customer-1"))
                .extracting(Message::text)
                .containsExactly(
                        "Your order order-of-customer-1 is on its way",
                        "Your order order-of-customer-1 has been delivered");
        assertThat(email.json("/tasks?kind=SEND_EMAIL&limit=1")).hasSize(1);
    }

    @Test
    void killedInTheMidstOfItsWorkItTellsEverybodyAndHardlyAnybodyTwice() {
        Component department = stack.component("email-1");
        List<UUID> steps = halfMailed("killed-");

        department.kill();
        assertThat(mailsAbout(steps)).as("it is in the midst of its work").isLessThan(steps.size());
        department.start();

        await().atMost(PATIENCE).until(() -> mailed().containsAll(steps));
        // The one that had left and was not written down.
        assertThat(mailsAbout(steps)).isLessThanOrEqualTo(steps.size() + 1L);
        await().atMost(PATIENCE).until(() -> email.events().containsAll(steps));
    }

    @Test
    void stoppedInTheMidstOfItsWorkItTellsEverybodyOnce() {
        Component department = stack.component("email-1");
        List<UUID> steps = halfMailed("stopped-");

        assertThat(department.stop(PATIENCE)).isTrue();
        assertThat(mailsAbout(steps)).as("it is in the midst of its work").isLessThan(steps.size());
        department.start();

        await().atMost(PATIENCE).until(() -> email.events().containsAll(steps));
        assertThat(mailsAbout(steps)).isEqualTo(steps.size());
        assertThat(email.count("repeated")).isZero();
    }

    /** Has a crowd of customers mailed, 50 ms each, and returns in the midst of it. */
    private static List<UUID> halfMailed(String crowd) {
        stack.setting(Service.EMAIL, "ROTA_DEPARTMENT_WORK", "PT0.05S");
        Component department = stack.component("email-1");
        department.stop(PATIENCE);
        List<UUID> steps = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            steps.addAll(order(crowd + i, List.of(OrderEventType.CREATED)));
        }
        department.start();
        await().atMost(PATIENCE).until(() -> mailsAbout(steps) > 10);
        return steps;
    }

    private static long mailsAbout(List<UUID> steps) {
        return mailed().stream().filter(Set.copyOf(steps)::contains).count();
    }

    @Test
    void whoIsBusyIsToldLaterAndNobodyWaitsForHim() {
        stack.postbox().behave(Behaviour.none().withBusy("busy@customers.example"));
        List<UUID> toBusy = order("busy", List.of(OrderEventType.CREATED));
        List<UUID> toOthers = order("customer-2", LIFE);
        await().atMost(PATIENCE).until(() -> mailed().containsAll(toOthers));
        assertThat(mailed()).doesNotContainAnyElementsOf(toBusy);

        stack.postbox().behave(Behaviour.none());

        await().atMost(PATIENCE).until(() -> mailed().containsAll(toBusy));
        assertThat(letters("busy")).isEmpty();
        assertThat(email.count("retried")).isPositive();
    }

    @Test
    void anAnswerThatBlamesNobodyHoldsUpTheOthersForAWhileOnly() {
        long retried = sms.count("retried");
        stack.postbox().behave(Behaviour.none().withBusy("busy"));
        List<UUID> toBusy = order("busy", List.of(OrderEventType.SHIPPED));
        await().atMost(PATIENCE).until(() -> sms.count("retried") > retried);
        List<UUID> toOthers = order("customer-5", List.of(OrderEventType.SHIPPED));
        await().atMost(PATIENCE).until(() -> texted().containsAll(toOthers));
        assertThat(texted()).doesNotContainAnyElementsOf(toBusy);

        stack.postbox().behave(Behaviour.none());

        await().atMost(PATIENCE).until(() -> texted().containsAll(toBusy));
    }

    @Test
    void whatSomebodyElsePutsIntoARetryTopicHoldsUpNobody() {
        UUID event = UUID.randomUUID();
        Checkouts.get(producer.send(
                "email.retry_1000",
                "foreign",
                bytes(event, "foreign", OrderEventType.CREATED),
                new RecordHeader("delayed-retry-count", "many".getBytes(UTF_8)),
                new RecordHeader("delayed-retry-original-timestamp", "long ago".getBytes(UTF_8))));

        await().atMost(PATIENCE).until(() -> mailed().contains(event));
        assertThat(email.get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedMailAndARecordThatCannotBeReadAreTriedAgainAndThenGivenUpAsTheyWere() {
        stack.postbox().behave(Behaviour.none().withRefused("nobody@customers.example"));
        byte[] refused = bytes(UUID.randomUUID(), "nobody", OrderEventType.CREATED);
        byte[] garbage = "not Avro at all".getBytes(UTF_8);
        Checkouts.get(producer.send(ORDERS, "nobody", refused));
        Checkouts.get(producer.send(
                ORDERS, "garbage", garbage, new RecordHeader("delayed-retry-count", "many".getBytes(UTF_8))));
        List<UUID> toOthers = order("customer-3", LIFE);

        await().atMost(PATIENCE).until(() -> mailed().containsAll(toOthers));
        await().atMost(PATIENCE)
                .until(() -> letters("nobody").size() == 1 && letters("garbage").size() == 1);
        assertThat(letters("nobody").getFirst().value()).isEqualTo(refused);
        assertThat(letters("garbage").getFirst().value()).isEqualTo(garbage);
        assertThat(Log.header(letters("nobody").getFirst(), "delayed-retry-count"))
                .isEqualTo("2");
        assertThat(Log.header(letters("nobody").getFirst(), "delayed-retry-reason"))
                .contains("550");
        assertThat(email.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aMailThatIsTooLongForItsServerIsGivenUpAndHoldsUpNobody() {
        Checkouts.get(producer.send(
                ORDERS, "long", bytes(UUID.randomUUID(), "o".repeat(300_000), "long", OrderEventType.CREATED)));
        List<UUID> toOthers = order("customer-6", LIFE);

        await().atMost(PATIENCE).until(() -> letters("long").size() == 1);
        await().atMost(PATIENCE).until(() -> mailed().containsAll(toOthers));
    }

    @Test
    void whatCallsItselfByLinesOfAMailMakesNoLinesOfIt() {
        UUID event = UUID.randomUUID();
        Checkouts.get(producer.send(
                ORDERS, "lines", bytes(event, "order\nX-Injected: yes", "lines", OrderEventType.CREATED)));
        Checkouts.get(producer.send(
                ORDERS, "nobody\nRCPT TO:", bytes(UUID.randomUUID(), "nobody\nRCPT TO:", OrderEventType.CREATED)));

        await().atMost(PATIENCE).until(() -> mailsTo("lines@customers.example").size() == 1);
        assertThat(mailsTo("lines@customers.example").getFirst().subject())
                .hasValue("Your order order X-Injected: yes over 19.90 EUR has been received");
        await().atMost(PATIENCE).until(() -> letters("nobody\nRCPT TO:").size() == 1);
    }

    @Test
    void serversThatAreGoneAreWaitedForAndNothingIsGivenUp() {
        long letters = log.end(LETTERS);
        long givenUp = sms.count("givenUp");
        stack.postbox().component().kill();
        List<UUID> steps = order("customer-4", LIFE);
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> log.end(LETTERS) == letters);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(email.json("/consumer").get("partitions")).hasSize(6);
            assertThat(email.get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(email.get("/q/health/ready").body()).contains("the mail server does not take it");
            assertThat(sms.get("/q/health/ready").body()).contains("the SMS provider does not answer");
        });

        stack.postbox().component().start();

        await().atMost(PATIENCE).until(() -> mailed().containsAll(steps));
        await().atMost(PATIENCE).until(() -> texted().containsAll(steps.subList(2, 4)));
        assertThat(sms.count("givenUp")).isEqualTo(givenUp);
        await().atMost(PATIENCE).until(() -> email.get("/q/health/ready").statusCode() == 200);
    }

    /** Reports these steps of a customer's one order. */
    private static List<UUID> order(String customer, List<OrderEventType> steps) {
        return steps.stream()
                .map(step -> {
                    UUID event = UUID.randomUUID();
                    Checkouts.get(producer.send(ORDERS, customer, bytes(event, customer, step)));
                    return event;
                })
                .toList();
    }

    private static byte[] bytes(UUID event, String customer, OrderEventType step) {
        return bytes(event, "order-of-" + customer, customer, step);
    }

    private static byte[] bytes(UUID event, String order, String customer, OrderEventType step) {
        return producer.bytes(
                ORDERS,
                new OrderEvent(
                        event.toString(), order, customer, step, new BigDecimal("19.9000"), "EUR", Instant.now()));
    }

    /** The events that somebody was mailed about, each as often as he was. */
    private static List<UUID> mailed() {
        return stack.postbox().messages(Channel.EMAIL).stream()
                .map(mail -> UUID.fromString(mail.id().replaceAll("^<|@rota>$", "")))
                .toList();
    }

    private static List<UUID> texted() {
        return stack.postbox().messages(Channel.SMS).stream()
                .map(text -> UUID.fromString(text.id()))
                .toList();
    }

    private static List<Message> mailsTo(String address) {
        return stack.postbox().messages(Channel.EMAIL).stream()
                .filter(mail -> mail.to().equals(address))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(String key) {
        return log.records(LETTERS).stream()
                .filter(letter -> Log.key(letter).equals(key))
                .toList();
    }
}
