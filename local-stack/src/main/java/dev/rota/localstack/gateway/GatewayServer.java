package dev.rota.localstack.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.Ledger.Receipt;
import dev.rota.localstack.gateway.LedgerEntry.Kind;
import dev.rota.localstack.gateway.LedgerEntry.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
final class GatewayServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GatewayServer.class.getName());

    private static final String LEDGER_ENTRIES = "/ledger/";
    private static final int MOST_ENTRIES = 1_000;
    private static final int BACKLOG = 1_024;

    /** Requests under way have this long when the process is asked to end. */
    private static final int STOP_SECONDS = 10;

    static {
        // Read once, by the server's own configuration. Without it small answers wait 40 ms for the caller's
        // delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // The server closes what is idle beyond 200 connections, or for 30 s, and a caller that sends just then fails.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private interface Operation {
        Answer apply(HttpExchange exchange) throws IOException;
    }

    private record Answer(int status, Object body, Map<String, String> headers) {

        static Answer ok(Object body) {
            return new Answer(200, body, Map.of());
        }
    }

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

    /** An error (RFC 9457). */
    private record Problem(int status, String title, String detail) {}

    private final Ledger ledger;
    private final Gateway gateway;
    private final Optional<String> operatorToken;
    private final Map<String, Map<String, Operation>> operations = routes();
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private GatewayServer(GatewaySettings settings, Ledger ledger) throws IOException {
        this.ledger = ledger;
        gateway = new Gateway(ledger);
        operatorToken = settings.operatorToken();
        server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
        server.setExecutor(requests);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Loads the ledger and starts to listen.
     *
     * @throws StackException if the ledger or the address cannot be had
     */
    static GatewayServer start(GatewaySettings settings) {
        Ledger ledger = Ledger.open(settings.ledger());
        try {
            return new GatewayServer(settings, ledger);
        } catch (IOException e) {
            throw new StackException(
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
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
        return server.getAddress();
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            write(exchange, answer(exchange));
        }
    }

    private Answer answer(HttpExchange exchange) {
        try {
            return operation(exchange).apply(exchange);
        } catch (Refusal e) {
            return problem(e);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, exchange.getRequestMethod() + " " + exchange.getRequestURI() + " failed", e);
            return problem(new Refusal(Refusal.FAILURE, "The gateway failed; its log says why."));
        }
    }

    private Operation operation(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        Map<String, Operation> methods = Optional.ofNullable(operations.get(path))
                .orElseGet(() -> path.startsWith(LEDGER_ENTRIES) ? Map.of("GET", this::entry) : Map.of());
        if (methods.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "There is nothing at " + path + ".");
        }
        return Optional.ofNullable(methods.get(exchange.getRequestMethod()))
                .orElseThrow(() -> new Refusal(
                        Refusal.METHOD_NOT_ALLOWED,
                        exchange.getRequestMethod() + " means nothing here.",
                        Map.of("Allow", String.join(", ", new TreeMap<>(methods).keySet()))));
    }

    private static Answer problem(Refusal refusal) {
        Map<String, String> headers = new HashMap<>(refusal.headers());
        headers.put("Content-Type", "application/problem+json");
        return new Answer(
                refusal.status(),
                new Problem(refusal.status(), refusal.title(), String.valueOf(refusal.getMessage())),
                headers);
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = Json.MAPPER.writeValueAsBytes(answer.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
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
        Map<String, String> query = query(exchange.getRequestURI());
        return Answer.ok(ledger.page(
                Optional.ofNullable(query.get("account")),
                Optional.ofNullable(query.get("after")),
                limit(query.getOrDefault("limit", "100"))));
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_ENTRIES) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw Refusal.badRequest("limit must be from 1 to " + MOST_ENTRIES + ", not " + text + ".");
    }

    /** The query's parameters; one that is empty counts as not given. */
    private static Map<String, String> query(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
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

    /**
     * Whoever calls a loopback address by a loopback name is on this machine; elsewhere the token decides. A web page whose
     * own name was made to point here (DNS rebinding) brings that name along.
     */
    private void requireOperator(HttpExchange exchange) {
        if (server.getAddress().getAddress().isLoopbackAddress() && isCalledLocally(exchange)) {
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

    private static boolean isCalledLocally(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        return host.matches("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes no more requests, finishes those under way, and closes the ledger. */
    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        requests.shutdown();
        try {
            ledger.close();
        } catch (IOException e) {
            throw new StackException("The ledger cannot be closed: " + e.getMessage(), e);
        }
    }
}
