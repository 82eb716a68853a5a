package dev.rota.localstack.postbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.gateway.Json;
import dev.rota.localstack.postbox.PostboxSummary.Count;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The postbox's real process. Tests share it, and each has ids and recipients of its own. */
class PostboxIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private static HttpClient http;
    private static Postbox postbox;

    private final String name = "r-" + UUID.randomUUID();
    private final String address = name + "@x.example";
    private final String messageId = "<" + name + "@rota>";

    @BeforeAll
    static void start() {
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        postbox = new Postbox(RotaHome.locate(), folder.resolve("logs"), Ports.free(), Ports.free(), failed -> {});
        postbox.component().start();
    }

    @AfterAll
    static void stop() {
        assertThat(postbox.component().stop(PATIENCE)).isTrue();
        http.close();
    }

    @AfterEach
    void behaveAgain() {
        postbox.behave(Behaviour.none());
    }

    @Test
    void aMailIsKeptWithWhatItSays() throws Exception {
        Instant before = Instant.now();
        int code = send(mail("Your order is\non its way."), address);

        JsonNode message = one("/messages?channel=email&to=" + address);

        assertThat(code).isEqualTo(250);
        assertThat(message.path("channel").asText()).isEqualTo("email");
        assertThat(message.path("id").asText()).isEqualTo(messageId);
        assertThat(message.path("to").asText()).isEqualTo(address);
        assertThat(message.path("subject").asText()).isEqualTo("Your order");
        assertThat(message.path("text").asText()).isEqualTo("Your order is\non its way.");
        assertThat(Instant.parse(message.path("at").asText())).isBetween(before, Instant.now());
        assertThat(postbox.messages(Channel.EMAIL)).contains(Json.MAPPER.treeToValue(message, Message.class));
    }

    @Test
    void aMailThatComesTwiceIsKeptTwiceUnderOneId() throws Exception {
        Count before = postbox.summary().email();

        send(mail("Hello"), address);
        send(mail("Hello"), address);

        assertThat(messagesTo(address)).extracting(Message::id).containsExactly(messageId, messageId);
        assertThat(postbox.summary().email()).isEqualTo(new Count(before.messages() + 2, before.distinct() + 1));
    }

    @Test
    void aRecipientIsRefusedOrBusyByMailAndTheOthersGetTheirs() throws Exception {
        postbox.behave(new Behaviour(Set.of("no-" + address), Set.of("busy-" + address)));

        try (SmtpConversation smtp = new SmtpConversation(postbox.smtpPort())) {
            assertThat(smtp.to("no-" + address)).isEqualTo(550);
            assertThat(smtp.to("busy-" + address)).isEqualTo(450);
            assertThat(smtp.to(address)).isEqualTo(250);
            assertThat(smtp.send(mail("Hello"))).isEqualTo(250);
        }

        assertThat(postbox.messages(Channel.EMAIL))
                .filteredOn(message -> message.id().equals(messageId))
                .extracting(Message::to)
                .containsExactly(address);
    }

    @Test
    void aMailThatIsTooLargeIsRefusedAndTheNextOneIsNot() throws Exception {
        try (SmtpConversation smtp = new SmtpConversation(postbox.smtpPort())) {
            smtp.to(address);

            assertThat(smtp.send(mail("0123456789\n".repeat(30_000)))).isEqualTo(552);
            assertThat(smtp.send(mail("Hello"))).isEqualTo(250);
        }

        assertThat(messagesTo(address)).extracting(Message::text).containsExactly("Hello");
    }

    @Test
    void aTextMessageIsKeptWithWhatItSays() throws Exception {
        HttpResponse<String> answer = sms(name, "+491701", "Your room is ready.");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(replayed(answer)).isFalse();
        JsonNode message = Json.MAPPER.readTree(answer.body());
        assertThat(message.path("channel").asText()).isEqualTo("sms");
        assertThat(message.path("id").asText()).isEqualTo(name);
        assertThat(message.path("to").asText()).isEqualTo("+491701");
        assertThat(message.path("text").asText()).isEqualTo("Your room is ready.");
        assertThat(message.has("subject")).isFalse();
        assertThat(postbox.messages(Channel.SMS)).contains(Json.MAPPER.treeToValue(message, Message.class));
    }

    @Test
    void theSameTextMessageAgainIsReplayedAndNotKeptTwice() throws Exception {
        HttpResponse<String> first = sms(name, address, "Hello");

        HttpResponse<String> second = sms(name, address, "Hello");

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(replayed(second)).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(one("/messages?to=" + address).path("id").asText()).isEqualTo(name);
    }

    @Test
    void theSameKeyWithAnotherTextIsRefused() throws Exception {
        sms(name, address, "Hello");

        assertProblem(sms(name, address, "Goodbye"), 422, "another message");
        assertProblem(sms(name, "+491702", "Hello"), 422, "another message");
        assertThat(one("/messages?to=" + address).path("text").asText()).isEqualTo("Hello");
    }

    @Test
    void aRecipientIsRefusedOrBusyByTextMessageUntilItIsNot() throws Exception {
        postbox.behave(Behaviour.none().withRefused("no-" + name).withBusy("busy-" + name));

        HttpResponse<String> refused = sms(name + "-1", "no-" + name, "Hello");
        HttpResponse<String> busy = sms(name + "-2", "busy-" + name, "Hello");
        postbox.behave(Behaviour.none());
        HttpResponse<String> later = sms(name + "-2", "busy-" + name, "Hello");

        assertProblem(refused, 422, "no recipient no-" + name);
        assertProblem(busy, 409, "busy-" + name + " is busy");
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(later.statusCode()).isEqualTo(201);
        assertThat(replayed(later)).isFalse();
    }

    @Test
    void whatWasTakenIsReplayedThoughItsRecipientIsBusyNow() throws Exception {
        sms(name, address, "Hello");
        postbox.behave(Behaviour.none().withBusy(address));

        HttpResponse<String> again = sms(name, address, "Hello");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(replayed(again)).isTrue();
    }

    @Test
    void messagesAreReadInPagesInOrderOfArrival() throws Exception {
        sms(name + "-1", address, "Hello");
        send(mail("Hello"), address);
        sms(name + "-2", address, "Hello");
        long first = get("/messages?to=" + address).get(0).path("number").asLong();

        JsonNode page = get("/messages?limit=1&to=" + address + "&after=" + first);
        JsonNode rest = get("/messages?to=" + address + "&after="
                + page.get(0).path("number").asLong());

        assertThat(page).extracting(message -> message.path("id").asText()).containsExactly(messageId);
        assertThat(rest).extracting(message -> message.path("id").asText()).containsExactly(name + "-2");
    }

    @Test
    void aRestartForgetsMessagesAndBehaviour() throws Exception {
        send(mail("Hello"), address);
        sms(name, address, "Hello");
        postbox.behave(Behaviour.none().withRefused(address));

        postbox.component().kill();
        postbox.component().start();

        assertThat(postbox.summary()).isEqualTo(new PostboxSummary(new Count(0, 0), new Count(0, 0)));
        assertThat(postbox.behaviour()).isEqualTo(Behaviour.none());
        assertThat(replayed(sms(name, address, "Hello"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"to": "+491701"                           | not valid JSON
            ["+491701", "Hello"]                       | a JSON object
            {"to": "+491701"}                          | text is missing
            {"to": "+491701", "text": " "}             | text must be
            {"to": 491701, "text": "Hello"}            | to must be
            {"to": "+491701", "text": "a", "from": 1}  | from is unknown
            """)
    void aBadTextMessageIsRefusedByName(String body, String word) throws Exception {
        assertProblem(post("/sms", body, name), 400, word);
    }

    @Test
    void aTextMessageNeedsAKeyAndHasALength() throws Exception {
        assertProblem(post("/sms", sms("+491701", "Hello"), "a b"), 400, "Idempotency-Key");
        assertProblem(sms(name, "+491701", "a".repeat(1_601)), 400, "text must be");
        assertThat(sms(name, "+491701", "a".repeat(1_600)).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"refusedRecipients\": \"a@x.example\"}",
                "{\"busyRecipients\": [1]}",
                "{\"busyRecipient\": []}"
            })
    void aBadBehaviourIsRefusedAndChangesNothing(String body) throws Exception {
        Behaviour before = Behaviour.none().withBusy(address);
        postbox.behave(before);

        HttpResponse<String> answer = send(request("/behaviour").PUT(BodyPublishers.ofString(body)));

        assertProblem(answer, 400, body.substring(2, body.indexOf('"', 2)));
        assertThat(postbox.behaviour()).isEqualTo(before);
    }

    @Test
    void theBehaviourIsNotForWebPagesOfAnotherName() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.ofLiteral(Ports.HOST), postbox.url().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("""
                    PUT /behaviour HTTP/1.1\r
                    Host: rebound.example\r
                    Content-Length: 2\r
                    Connection: close\r
                    \r
                    {}""".getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void whatIsNotThereIsAProblemToo() throws Exception {
        assertProblem(send(request("/nothing")), 404, "/nothing");
        assertProblem(send(request("/sms")), 405, "GET");
        assertProblem(send(request("/messages?channel=fax")), 400, "channel must be email or sms");
        assertProblem(send(request("/messages?after=-1")), 400, "after must be");
        assertProblem(send(request("/messages?limit=1001")), 400, "limit must be");
        assertThat(send(request("/health")).statusCode()).isEqualTo(200);
    }

    private String mail(String text) {
        return """
                Message-ID: %s
                From: Rota <house@rota.example>
                To: Somebody <%s>
                Subject: Your order

                %s""".formatted(messageId, address, text);
    }

    /** Sends a mail to one recipient; returns the code. */
    private static int send(String mail, String recipient) throws Exception {
        try (SmtpConversation smtp = new SmtpConversation(postbox.smtpPort())) {
            smtp.to(recipient);
            return smtp.send(mail);
        }
    }

    private static HttpResponse<String> sms(String key, String to, String text) throws Exception {
        return post("/sms", sms(to, text), '"' + key + '"');
    }

    private static String sms(String to, String text) {
        return """
                {"to": "%s", "text": "%s"}""".formatted(to, text);
    }

    private static HttpResponse<String> post(String path, String body, String key) throws Exception {
        return send(request(path).header("Idempotency-Key", key).POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode get(String path) throws Exception {
        return Json.MAPPER.readTree(send(request(path)).body());
    }

    private static JsonNode one(String path) throws Exception {
        JsonNode messages = get(path);
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static List<Message> messagesTo(String address) {
        return postbox.messages(Channel.EMAIL).stream()
                .filter(message -> message.to().equals(address))
                .toList();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(postbox.url().resolve(path)).timeout(PATIENCE);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static boolean replayed(HttpResponse<String> answer) {
        return answer.headers().firstValue("Idempotent-Replayed").equals(Optional.of("true"));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String word) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.MAPPER.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).contains(word);
    }
}
