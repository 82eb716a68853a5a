package dev.rota.localstack.postbox;

import com.sun.net.httpserver.HttpExchange;
import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.IdempotencyKey;
import dev.rota.localstack.gateway.JsonBody;
import dev.rota.localstack.gateway.JsonServer;
import dev.rota.localstack.gateway.JsonServer.Answer;
import dev.rota.localstack.gateway.JsonServer.Operation;
import dev.rota.localstack.gateway.Query;
import dev.rota.localstack.gateway.Refusal;
import dev.rota.localstack.postbox.Inbox.Receipt;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;

/**
 * The postbox, and the main class of its process: mail comes by SMTP, see {@link MailServer}, the rest by HTTP. Its behaviour is
 * changed while it listens on the loopback address only. The latest 100,000 messages are kept in memory, and a restart loses them.
 *
 * <table>
 * <caption>JSON in, JSON out; errors are {@code application/problem+json}</caption>
 * <tr><td>{@code POST /sms}</td><td>takes a text message, once for each {@code Idempotency-Key}</td></tr>
 * <tr><td>{@code GET /messages?channel=&to=&after=&limit=}</td><td>what came in order, after that of a number</td></tr>
 * <tr><td>{@code GET /messages/summary}</td><td>for each channel, how many messages and how many different ids</td></tr>
 * <tr><td>{@code GET}, {@code PUT /behaviour}</td><td>shows and replaces the behaviour; a restart forgets it</td></tr>
 * <tr><td>{@code GET /health}</td><td>answers 200; mail is taken by then</td></tr>
 * </table>
 */
public final class PostboxServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PostboxServer.class.getName());

    /** Ten parts, as a network would send it. */
    private static final int LONGEST_TEXT = 1_600;

    private static final int MOST_MESSAGES = 1_000;
    private static final int USUAL_MESSAGES = 100;

    private final Inbox inbox = new Inbox(Inbox.USUAL_ROOM);
    private final Map<String, Map<String, Operation>> operations = routes();
    private final MailServer mail;
    private final JsonServer http;
    private volatile Behaviour behaviour = Behaviour.none();

    /** @throws StackException if a port cannot be had */
    private PostboxServer(PostboxSettings settings) {
        mail = MailServer.start(settings.host(), settings.smtpPort(), inbox, () -> behaviour);
        http = JsonServer.start(
                "postbox", settings.host(), settings.httpPort(), path -> operations.getOrDefault(path, Map.of()));
    }

    /** Takes its settings from the environment, see {@link PostboxSettings}; runs until SIGTERM. */
    public static void main(String[] arguments) {
        try {
            PostboxSettings settings = PostboxSettings.of(System.getenv());
            PostboxServer server = new PostboxServer(settings);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop-postbox").unstarted(server::close));
            LOG.log(Level.INFO, "Postbox on {0}", settings);
        } catch (StackException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private Map<String, Map<String, Operation>> routes() {
        return Map.of(
                "/sms", Map.of("POST", this::sms),
                "/messages", Map.of("GET", this::messages),
                "/messages/summary", Map.of("GET", exchange -> Answer.ok(inbox.summary())),
                "/behaviour", Map.of("GET", exchange -> Answer.ok(behaviour), "PUT", this::behave),
                "/health", Map.of("GET", exchange -> Answer.ok(Map.of("status", "UP"))));
    }

    private Answer sms(HttpExchange exchange) throws IOException {
        String key = IdempotencyKey.of(exchange.getRequestHeaders().get(IdempotencyKey.HEADER));
        JsonBody body = JsonBody.read(exchange.getRequestBody(), "to", "text");
        String to = body.text("to");
        String text = body.text("text", LONGEST_TEXT);
        // What was taken once is answered so again, whatever has become of the recipient since.
        if (!inbox.hasTextMessage(key)) {
            requireTaken(to);
        }
        Receipt receipt = inbox.take(key, to, text);
        return new Answer(
                201, receipt.message(), receipt.replayed() ? Map.of("Idempotent-Replayed", "true") : Map.of());
    }

    private void requireTaken(String to) {
        switch (behaviour.receptionOf(to)) {
            case TAKEN -> {}
            case REFUSED -> throw Refusal.unprocessable("There is no recipient " + to + ".");
            case BUSY -> throw Refusal.conflict("The recipient " + to + " is busy.");
        }
    }

    private Answer messages(HttpExchange exchange) {
        Query query = Query.of(exchange);
        return Answer.ok(inbox.page(
                query.text("channel").map(Channel::of),
                query.text("to"),
                query.number("after", 0, Long.MAX_VALUE, 0),
                query.number("limit", 1, MOST_MESSAGES, USUAL_MESSAGES)));
    }

    private Answer behave(HttpExchange exchange) throws IOException {
        if (!JsonServer.isCalledLocally(exchange)) {
            throw Refusal.forbidden("The behaviour is changed from this machine only, by its loopback name.");
        }
        JsonBody body = JsonBody.read(exchange.getRequestBody(), "refusedRecipients", "busyRecipients");
        Behaviour wanted = new Behaviour(
                body.texts("refusedRecipients").orElse(Set.of()),
                body.texts("busyRecipients").orElse(Set.of()));
        behaviour = wanted;
        LOG.log(Level.INFO, "From now on: {0}", wanted);
        return Answer.ok(wanted);
    }

    /** Takes nothing more, and finishes the requests under way. */
    @Override
    public void close() {
        http.close();
        mail.close();
    }
}
