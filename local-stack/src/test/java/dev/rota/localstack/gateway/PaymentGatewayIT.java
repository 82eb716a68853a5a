package dev.rota.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.gateway.GatewayApi.Answer;
import dev.rota.localstack.gateway.LedgerEntry.Kind;
import dev.rota.localstack.gateway.LedgerEntry.Status;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's real process. Tests share it, and each has keys of its own. */
class PaymentGatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private static PaymentGateway gateway;
    private static GatewayApi api;

    private final String key = "key-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        gateway = new PaymentGateway(
                RotaHome.locate(), folder.resolve("data"), folder.resolve("logs"), Ports.free(), failed -> {});
        gateway.component().start();
        api = new GatewayApi(gateway.url());
    }

    @AfterAll
    static void stop() {
        assertThat(gateway.component().stop(PATIENCE)).isTrue();
    }

    @AfterEach
    void behaveAgain() {
        gateway.component().start();
        gateway.behave(Behaviour.none());
    }

    @Test
    void aChargeIsBookedAsItWasAskedFor() {
        Answer answer = api.charge(key, "19.90");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.replayed()).isFalse();
        assertThat(answer.response().body()).contains("\"amount\":19.90");
        assertThat(answer.body().path("status").asText()).isEqualTo("APPROVED");
        LedgerEntry entry = gateway.entry(key).orElseThrow();
        assertThat(entry.id()).hasToString(answer.id());
        assertThat(entry)
                .isEqualTo(new LedgerEntry(
                        key,
                        Kind.CHARGE,
                        entry.id(),
                        "c-1",
                        new BigDecimal("19.90"),
                        "EUR",
                        "o-1",
                        Status.APPROVED,
                        Optional.empty(),
                        entry.at(),
                        1));
    }

    @Test
    void theSameRequestAgainIsAnsweredFromTheLedger() {
        Answer first = api.charge(key, "19.90");

        Answer second = api.charge(key, "19.90");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.replayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(gateway.entry(key).orElseThrow().requests()).isEqualTo(2);
        assertThat(bookingsOf(key)).isOne();
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        api.charge(key, "19.90");

        Answer other = api.charge(key, "20");

        assertProblem(other, 422, "another request");
        assertThat(gateway.entry(key).orElseThrow().requests()).isOne();
    }

    @Test
    void requestsWithOneKeyAtOnceLeadToOneBooking() {
        gateway.behave(Behaviour.none().withLatency(Duration.ofSeconds(1)));

        List<Answer> answers = inParallel(20, number -> api.chargeAsync(key, "5"));

        assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
        assertThat(answers.stream().filter(answer -> answer.status() == 201 && !answer.replayed()))
                .hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409))
                .isNotEmpty()
                .allSatisfy(answer -> assertProblem(answer, 409, "in progress"));
        assertThat(bookingsOf(key)).isOne();
    }

    @Test
    void anAccountThatIsDeclinedIsDeclinedAgainWhenItIsReplayed() {
        gateway.behave(Behaviour.none().withDeclined("c-1"));
        Answer first = api.charge(key, "5");
        gateway.behave(Behaviour.none());

        Answer replay = api.charge(key, "5");

        assertThat(first.body().path("status").asText()).isEqualTo("DECLINED");
        assertThat(replay.body()).isEqualTo(first.body());
    }

    @Test
    void aRefundGivesBackAtMostWhatWasCharged() {
        String charge = api.charge(key, "10.00").id();

        Answer part = api.refund(key + "-r1", charge, "6.00");
        Answer again = api.refund(key + "-r1", charge, "6.00");
        Answer tooMuch = api.refund(key + "-r2", charge, "4.01");
        Answer rest = api.refund(key + "-r2", charge, "4.00");

        assertThat(part.status()).isEqualTo(201);
        assertThat(part.body().path("kind").asText()).isEqualTo("REFUND");
        assertThat(part.body().path("status").asText()).isEqualTo("REFUNDED");
        assertThat(again.replayed()).isTrue();
        assertProblem(tooMuch, 422, "4.00 EUR is left");
        assertThat(rest.status()).isEqualTo(201);
    }

    @Test
    void aRefundNeedsAnApprovedChargeInItsCurrency() {
        String charge = api.charge(key, "10.00").id();
        gateway.behave(Behaviour.none().withDeclined("c-1"));
        String declined = api.charge(key + "-declined", "10.00").id();

        assertProblem(api.refund(key + "-r", UUID.randomUUID().toString(), "1"), 422, "no charge");
        assertProblem(api.refund(key + "-r", declined, "1"), 422, "declined");
        assertProblem(
                api.post(
                        "/refunds",
                        GatewayApi.refund(charge, "1").replace("EUR", "USD"),
                        "Idempotency-Key",
                        key + "-r"),
                422,
                "EUR, not USD");
        assertThat(gateway.entry(key + "-r")).isEmpty();
    }

    @Test
    void ofTwoFailuresOneIsBookedAndTheKeySavesItFromBeingBookedTwice() {
        gateway.behave(Behaviour.none().withErrorRate(1));
        Answer before = api.charge(key, "5");
        boolean bookedBefore = gateway.entry(key).isPresent();
        Answer after = api.charge(key, "5");
        boolean bookedAfter = gateway.entry(key).isPresent();
        gateway.behave(Behaviour.none());

        Answer retry = api.charge(key, "5");

        assertProblem(before, 500, "not known");
        assertProblem(after, 500, "not known");
        assertThat(bookedBefore).isFalse();
        assertThat(bookedAfter).isTrue();
        assertThat(retry.replayed()).isTrue();
        assertThat(bookingsOf(key)).isOne();
        assertThat(gateway.entry(key).orElseThrow().requests()).isEqualTo(2);
    }

    @Test
    void inAnOutageNothingIsBooked() {
        gateway.behave(Behaviour.none().withOutage());

        Answer answer = api.charge(key, "5");

        assertProblem(answer, 503, "nothing was booked");
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(gateway.entry(key)).isEmpty();
        assertThat(api.get("/health").status()).isEqualTo(200);
    }

    @Test
    void killedAndStartedAgainItStillKnowsEveryKey() {
        Answer charge = api.charge(key, "10");
        api.charge(key, "10");
        Answer refund = api.refund(key + "-r", charge.id(), "4");
        List<LedgerEntry> before = gateway.ledger();

        gateway.component().kill();
        gateway.component().start();

        assertThat(gateway.ledger()).isEqualTo(before);
        assertThat(api.charge(key, "10").body()).isEqualTo(charge.body());
        assertThat(api.refund(key + "-r", charge.id(), "4").body()).isEqualTo(refund.body());
        assertProblem(api.refund(key + "-r2", charge.id(), "6.01"), 422, "is left");
        assertThat(gateway.entry(key).orElseThrow().requests()).isEqualTo(3);
    }

    @Test
    void manyCallersAtOnceAreAllServed() {
        gateway.behave(Behaviour.none().withLatency(Duration.ofMillis(50)));

        List<Answer> answers = inParallel(1_000, number -> api.chargeAsync(key + "-" + number, "1"));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1_000);
    }

    @Test
    void whenAskedToEndItFinishesWhatIsUnderWay() {
        gateway.behave(Behaviour.none().withLatency(Duration.ofSeconds(2)));
        CompletableFuture<Answer> underWay = api.chargeAsync(key, "5");
        // Whichever of the two comes first is under way once the other is refused.
        CompletableFuture<Answer> other = api.chargeAsync(key, "5");
        Answer refused = (Answer) CompletableFuture.anyOf(underWay, other).join();

        boolean ended = gateway.component().stop(PATIENCE);

        assertThat(ended).isTrue();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(List.of(underWay.join().status(), other.join().status())).containsExactlyInAnyOrder(201, 409);
        gateway.component().start();
        assertThat(bookingsOf(key)).isOne();
    }

    @Test
    void theLedgerIsReadInPages() {
        IntStream.rangeClosed(1, 3).forEach(number -> api.charge(key + "-" + number, "1"));

        Answer page = api.get("/ledger?account=c-1&limit=2&after=" + key + "-1");

        assertThat(page.body())
                .extracting(entry -> entry.path("idempotencyKey").asText())
                .containsExactly(key + "-2", key + "-3");
    }

    @Test
    void theSummaryCounts() {
        LedgerSummary before = gateway.summary();
        String charge = api.charge(key, "2").id();
        api.charge(key, "2");
        api.refund(key + "-r", charge, "1");

        LedgerSummary after = gateway.summary();

        assertThat(after)
                .isEqualTo(new LedgerSummary(
                        before.charges() + 1,
                        before.approved() + 1,
                        before.declined(),
                        before.refunds() + 1,
                        before.requests() + 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"amount": 1, "currency": "EUR", "reference": "o"}                                  | account is missing
            {"account": null, "amount": 1, "currency": "EUR", "reference": "o"}                 | account is missing
            {"account": 7, "amount": 1, "currency": "EUR", "reference": "o"}                    | account must be
            {"account": "c", "amount": 0, "currency": "EUR", "reference": "o"}                  | amount must be
            {"account": "c", "amount": -1, "currency": "EUR", "reference": "o"}                 | amount must be
            {"account": "c", "amount": "1", "currency": "EUR", "reference": "o"}                | amount must be
            {"account": "c", "amount": 1e999999999, "currency": "EUR", "reference": "o"}        | amount must be
            {"account": "c", "amount": 1.00001, "currency": "EUR", "reference": "o"}            | amount must be
            {"account": "c", "amount": 1, "currency": "euro", "reference": "o"}                 | currency must be
            {"account": "c", "amount": 1, "currency": "EUR", "reference": " "}                  | reference must be
            {"account": "c", "amount": 1, "currency": "EUR", "reference": "o", "tip": 1}        | tip is unknown
            {"account": "c", "account": "d", "amount": 1, "currency": "EUR", "reference": "o"}  | account
            {"account": "c"                                                                     | not valid JSON
            [1]                                                                                 | a JSON object
            """)
    void aBadBodyIsRefusedByName(String body, String word) {
        Answer answer = api.post("/charges", body, "Idempotency-Key", key);

        assertProblem(answer, 400, word);
        assertThat(gateway.entry(key)).isEmpty();
    }

    @Test
    void aKeyIsNeeded() {
        assertProblem(api.post("/charges", GatewayApi.charge("1")), 400, "Idempotency-Key is missing");
        assertProblem(api.post("/charges", GatewayApi.charge("1"), "Idempotency-Key", "a b"), 400, "Idempotency-Key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errorRate\": 1.1}",
                "{\"errorRate\": \"0.1\"}",
                "{\"declineRate\": -1}",
                "{\"latency\": 50}",
                "{\"latency\": \"50ms\"}",
                "{\"latency\": \"PT-1S\"}",
                "{\"outage\": \"yes\"}",
                "{\"declinedAccounts\": \"c-1\"}",
                "{\"declinedAccounts\": [1]}",
                "{\"latencey\": \"PT1S\"}"
            })
    void aBadBehaviourIsRefusedAndChangesNothing(String body) {
        Behaviour before = Behaviour.none().withLatency(Duration.ofMillis(1));
        gateway.behave(before);

        Answer answer = api.exchange("PUT", "/behaviour", body);

        assertProblem(answer, 400, body.substring(2, body.indexOf('"', 2)));
        assertThat(gateway.behaviour()).isEqualTo(before);
    }

    @Test
    void whatABehaviourLeavesOutTakesItsDefault() {
        gateway.behave(new Behaviour(Duration.ofMillis(1), 0.5, true, 0.5, Set.of("c-1")));

        Answer answer = api.exchange("PUT", "/behaviour", "{\"declinedAccounts\": [\"c-2\"]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(gateway.behaviour()).isEqualTo(Behaviour.none().withDeclined("c-2"));
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        assertProblem(api.get("/nothing"), 404, "/nothing");
        assertProblem(api.get("/ledger/" + key), 404, key);
        assertProblem(api.get("/charges"), 405, "GET");
        assertThat(api.get("/charges").header("Allow")).contains("POST");
        assertProblem(api.get("/ledger?limit=0"), 400, "limit");
    }

    private static void assertProblem(Answer answer, int status, String word) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("detail").asText()).contains(word);
    }

    private static long bookingsOf(String key) {
        return gateway.ledger().stream()
                .filter(entry -> entry.idempotencyKey().equals(key))
                .count();
    }

    private interface Call {
        CompletableFuture<Answer> make(int number);
    }

    private static List<Answer> inParallel(int calls, Call call) {
        return IntStream.range(0, calls)
                .mapToObj(call::make)
                .collect(Collectors.collectingAndThen(Collectors.toList(), List::copyOf))
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
