package dev.rota.localstack.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.JsonServer.Answer;
import dev.rota.localstack.gateway.JsonServer.Operation;
import dev.rota.localstack.gateway.Ledger.Receipt;
import dev.rota.localstack.gateway.LedgerEntry.Kind;
import dev.rota.localstack.gateway.LedgerEntry.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The payment gateway over HTTP, and the main class of its process. Requests run on virtual threads of their own.
 *
 * <table>
 * <caption>JSON in, JSON out; errors are {@code application/problem+json}</caption>
 * <tr><td>{@code POST /charges}</td><td>takes money, once for each {@code Idempotency-Key}</td></tr>
 * <tr><td>{@code POST /refunds}</td><td>gives it back; keys are one name space over both</td></tr>
 * <tr><td>{@code GET /ledger?account=&after=&limit=}</td><td>entries in order, after that of a key</td></tr>
 * <tr><td>{@code GET /ledger/KEY}</td><td>the entry of a key</td></tr>
 * <tr><td>{@code GET /ledger/summary}</td><td>the ledger in numbers</td></tr>
 * <tr><td>{@code GET}, {@code PUT /behaviour}</td><td>shows and replaces the behaviour; a restart forgets it</td></tr>
 * <tr><td>{@code GET /health}</td><td>answers 200</td></tr>
 * </table>
 */
public final class GatewayServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GatewayServer.class.getName());

    private static final String LEDGER_ENTRIES = "/ledger/";
    private static final int MOST_ENTRIES = 1_000;
    private static final int USUAL_ENTRIES = 100;

    /** What a caller is told of an entry. */
    private record Payment(
            UUID id,
            Kind kind,
            Status status,
            String account,
            BigDecimal amount,
            String currency,
            String reference,
            Optional<UUID> charge,
            Instant at) {

        static Payment of(LedgerEntry entry) {
            return new Payment(
                    entry.id(),
                    entry.kind(),
                    entry.status(),
                    entry.account(),
                    entry.amount(),
                    entry.currency(),
                    entry.reference(),
                    entry.charge(),
                    entry.at());
        }
    }

    private final Ledger ledger;
    private final Gateway gateway;
    private final Optional<String> operatorToken;
    private final Map<String, Map<String, Operation>> operations = routes();
    private final JsonServer server;

    private GatewayServer(GatewaySettings settings, Ledger ledger) {
        this.ledger = ledger;
        gateway = new Gateway(ledger);
        operatorToken = settings.operatorToken();
        server = JsonServer.start("gateway", settings.host(), settings.port(), this::operationsAt);
    }

    /**
     * Loads the ledger and starts to listen.
     *
     * @throws StackException if the ledger or the address cannot be had
     */
    static GatewayServer start(GatewaySettings settings) {
        return new GatewayServer(settings, Ledger.open(settings.ledger()));
    }

    /** Takes its settings from the environment, see {@link GatewaySettings}; runs until SIGTERM. */
    public static void main(String[] arguments) {
        try {
            GatewaySettings settings = GatewaySettings.of(System.getenv());
            GatewayServer server = start(settings);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop-gateway").unstarted(server::close));
            LOG.log(Level.INFO, "Payment gateway on {0}; in the ledger: {1}", settings, server.ledger.summary());
        } catch (StackException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    InetSocketAddress address() {
        return server.address();
    }

    private Map<String, Map<String, Operation>> routes() {
        return Map.of(
                "/charges", Map.of("POST", this::charge),
                "/refunds", Map.of("POST", this::refund),
                "/ledger", Map.of("GET", this::entries),
                "/ledger/summary", Map.of("GET", exchange -> Answer.ok(ledger.summary())),
                "/behaviour", Map.of("GET", exchange -> Answer.ok(gateway.behaviour()), "PUT", this::behave),
                "/health", Map.of("GET", exchange -> Answer.ok(Map.of("status", "UP"))));
    }

    private Map<String, Operation> operationsAt(String path) {
        return Optional.ofNullable(operations.get(path))
                .orElseGet(() -> path.startsWith(LEDGER_ENTRIES) ? Map.of("GET", this::entry) : Map.of());
    }

    private Answer charge(HttpExchange exchange) throws IOException {
        String key = key(exchange);
        JsonBody body = JsonBody.read(exchange.getRequestBody(), "account", "amount", "currency", "reference");
        return payment(gateway.pay(
                key,
                new PaymentRequest.Charge(
                        body.text("account"),
                        body.amount("amount"),
                        body.currency("currency"),
                        body.text("reference"))));
    }

    private Answer refund(HttpExchange exchange) throws IOException {
        String key = key(exchange);
        JsonBody body = JsonBody.read(exchange.getRequestBody(), "charge", "amount", "currency", "reference");
        return payment(gateway.pay(
                key,
                new PaymentRequest.Refund(
                        body.id("charge"), body.amount("amount"), body.currency("currency"), body.text("reference"))));
    }

    private static String key(HttpExchange exchange) {
        return IdempotencyKey.of(exchange.getRequestHeaders().get(IdempotencyKey.HEADER));
    }

    private static Answer payment(Receipt receipt) {
        return new Answer(
                201,
                Payment.of(receipt.entry()),
                receipt.replayed() ? Map.of("Idempotent-Replayed", "true") : Map.of());
    }

    private Answer entry(HttpExchange exchange) {
        String key = exchange.getRequestURI().getPath().substring(LEDGER_ENTRIES.length());
        return ledger.find(key)
                .map(Answer::ok)
                .orElseThrow(() -> new Refusal(Refusal.NOT_FOUND, "Nothing was booked for the key " + key + "."));
    }

    private Answer entries(HttpExchange exchange) {
        Query query = Query.of(exchange);
        return Answer.ok(ledger.page(
                query.text("account"),
                query.text("after"),
                Math.toIntExact(query.number("limit", 1, MOST_ENTRIES, USUAL_ENTRIES))));
    }

    private Answer behave(HttpExchange exchange) throws IOException {
        requireOperator(exchange);
        JsonBody body = JsonBody.read(
                exchange.getRequestBody(), "latency", "errorRate", "outage", "declineRate", "declinedAccounts");
        try {
            gateway.behave(new Behaviour(
                    body.duration("latency").orElse(Duration.ZERO),
                    body.number("errorRate").orElse(0.0),
                    body.flag("outage").orElse(false),
                    body.number("declineRate").orElse(0.0),
                    body.texts("declinedAccounts").orElse(Set.of())));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
        LOG.log(Level.INFO, "From now on: {0}", gateway.behaviour());
        return Answer.ok(gateway.behaviour());
    }

    /** Whoever is on this machine may; elsewhere the token decides. */
    private void requireOperator(HttpExchange exchange) {
        if (JsonServer.isCalledLocally(exchange)) {
            return;
        }
        String token = operatorToken.orElseThrow(() -> new Refusal(
                Refusal.FORBIDDEN,
                "The behaviour is locked: the gateway listens beyond the loopback address and "
                        + GatewaySettings.OPERATOR_TOKEN + " is not set."));
        String shown = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!MessageDigest.isEqual(utf8(shown), utf8("Bearer " + token))) {
            throw new Refusal(
                    Refusal.UNAUTHORIZED,
                    "The behaviour is changed with Authorization: Bearer and the operator's token.",
                    Map.of("WWW-Authenticate", "Bearer"));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes no more requests, finishes those under way, and closes the ledger. */
    @Override
    public void close() {
        server.close();
        try {
            ledger.close();
        } catch (IOException e) {
            throw new StackException("The ledger cannot be closed: " + e.getMessage(), e);
        }
    }
}
