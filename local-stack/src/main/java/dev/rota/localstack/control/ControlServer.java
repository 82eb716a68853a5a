package dev.rota.localstack.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Lets other terminals of the same user see and change the running stack: HTTP on the loopback address, with a token
 * that only the owner of the data folder can read. Requests run on virtual threads of their own.
 */
public final class ControlServer implements AutoCloseable {

    static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** What a request does; the answer is written as JSON. */
    private interface Operation {
        @Nullable Object apply(JsonNode request) throws IOException;
    }

    private final LocalStack stack;
    private final Path data;
    private final String token = UUID.randomUUID().toString();
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Starts to listen, and leaves word in the stack's data folder where.
     *
     * @param stack what callers see and change
     * @param stop ends the whole launcher; called on a thread of its own, after the caller has its answer
     */
    public ControlServer(LocalStack stack, Runnable stop) {
        this.stack = stack;
        this.data = stack.data();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), 0), 0);
        } catch (IOException e) {
            throw new StackException("Cannot listen for ./rota ps and its like: " + e.getMessage(), e);
        }
        server.setExecutor(requests);
        on(
                "/status",
                request -> stack.components().stream().map(ComponentStatus::of).toList());
        on("/scale", this::scale);
        on("/kill", request -> {
            stack.kill(name(request));
            return null;
        });
        on("/start", request -> {
            stack.start(name(request));
            return null;
        });
        on("/reset", request -> {
            stack.reset(Service.of(request.path("service").asText()));
            return null;
        });
        on("/stop", request -> null, () -> Thread.ofPlatform().name("stop").start(stop));
        server.start();
        new ControlFile(ProcessHandle.current().pid(), server.getAddress().getPort(), token).write(data);
    }

    private @Nullable Object scale(JsonNode request) {
        stack.scale(
                Service.of(request.path("service").asText()),
                request.path("replicas").asInt());
        return null;
    }

    private static String name(JsonNode request) {
        return request.path("name").asText();
    }

    private void on(String path, Operation operation) {
        on(path, operation, () -> {});
    }

    /** @param afterwards what is done when the caller has its answer, unless the operation failed */
    private void on(String path, Operation operation, Runnable afterwards) {
        server.createContext(path, exchange -> {
            if (answer(exchange, operation)) {
                afterwards.run();
            }
        });
    }

    /** Whether it was done. */
    private boolean answer(HttpExchange exchange, Operation operation) throws IOException {
        try (exchange) {
            if (!isAllowed(exchange)) {
                respond(exchange, 401, error("The token in the data folder is not the one shown."));
                return false;
            }
            try {
                respond(exchange, 200, operation.apply(JSON.readTree(exchange.getRequestBody())));
                return true;
            } catch (StackException e) {
                respond(exchange, 409, error(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                respond(exchange, 500, error("The launcher failed: " + e));
            }
            return false;
        }
    }

    private boolean isAllowed(HttpExchange exchange) {
        String shown = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }

    private static void respond(HttpExchange exchange, int status, @Nullable Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        ControlFile.delete(data);
        server.stop(0);
        requests.shutdown();
    }
}
