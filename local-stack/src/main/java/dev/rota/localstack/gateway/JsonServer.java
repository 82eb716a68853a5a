package dev.rota.localstack.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the stand-ins' HTTP servers have in common: JSON in, JSON out, and {@code application/problem+json} for whatever is
 * refused or fails. Requests run on virtual threads of their own.
 */
public final class JsonServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(JsonServer.class.getName());

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

    /** What is where. */
    public interface Routes {

        /** The operations at a path by their methods; empty if there is nothing. */
        Map<String, Operation> at(String path);
    }

    /** What a request leads to. */
    public interface Operation {

        /**
         * Does what the request asks for.
         *
         * @throws Refusal if the caller is to be told something other than what it hoped for
         */
        Answer apply(HttpExchange exchange) throws IOException;
    }

    /**
     * What a caller is told.
     *
     * @param status of HTTP
     * @param body written as JSON
     * @param headers beside the content type
     */
    public record Answer(int status, Object body, Map<String, String> headers) {

        /** Status 200 and no headers. */
        public static Answer ok(Object body) {
            return new Answer(200, body, Map.of());
        }
    }

    /** An error (RFC 9457). */
    private record Problem(int status, String title, String detail) {}

    private final String name;
    private final Routes routes;
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private JsonServer(String name, HttpServer server, Routes routes) {
        this.name = name;
        this.server = server;
        this.routes = routes;
        server.setExecutor(requests);
        server.createContext("/", this::handle);
    }

    /**
     * Starts to listen.
     *
     * @param name what the caller is told has failed
     * @param host the address
     * @param port 0 is a free one
     * @param routes asked for every request, from several threads
     * @throws StackException if the address cannot be had
     */
    public static JsonServer start(String name, String host, int port, Routes routes) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
            JsonServer started = new JsonServer(name, server, routes);
            server.start();
            return started;
        } catch (IOException e) {
            throw new StackException("Cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /**
     * Whether the request comes from this machine for certain: whoever calls a loopback address by a loopback name does. A
     * web page whose own name was made to point here (DNS rebinding) brings that name along.
     */
    public static boolean isCalledLocally(HttpExchange exchange) {
        InetSocketAddress bound = exchange.getHttpContext().getServer().getAddress();
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        return bound.getAddress().isLoopbackAddress()
                && host.matches("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
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
            return problem(new Refusal(Refusal.FAILURE, "The " + name + " failed; its log says why."));
        }
    }

    private Operation operation(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        Map<String, Operation> methods = routes.at(path);
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

    /** Takes no more requests, and finishes those under way. */
    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        requests.shutdown();
    }
}
