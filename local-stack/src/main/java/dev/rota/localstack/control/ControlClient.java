package dev.rota.localstack.control;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sees and changes a stack that another process runs. */
public final class ControlClient {

    private final ControlFile launcher;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private ControlClient(ControlFile launcher) {
        this.launcher = launcher;
    }

    /**
     * The stack that runs on a data folder; empty when none does.
     *
     * @param data the folder given to {@code ./rota up}
     */
    public static Optional<ControlClient> connect(Path data) {
        return ControlFile.read(data.toAbsolutePath().normalize()).map(ControlClient::new);
    }

    /** Every component as it is now, in the order in which they came up. */
    public List<ComponentStatus> status() {
        return ControlServer.JSON.convertValue(
                call("/status", Map.of()), new TypeReference<List<ComponentStatus>>() {});
    }

    /**
     * Brings a service to a number of replicas; returns when they are ready, or gone.
     *
     * @throws StackException if one cannot be started
     */
    public void scale(Service service, int replicas) {
        call("/scale", Map.of("service", service.label(), "replicas", replicas));
    }

    /**
     * Kills a component as {@code kill -9} does.
     *
     * @throws StackException if there is no such component
     */
    public void kill(String name) {
        call("/kill", Map.of("name", name));
    }

    /**
     * Starts a component that was killed or has failed; returns when it is ready.
     *
     * @throws StackException if there is no such component, or it cannot be started
     */
    public void start(String name) {
        call("/start", Map.of("name", name));
    }

    /**
     * Takes a service that counts with Kafka Streams back to its beginning.
     *
     * @throws StackException if it is another kind of service, or runs, or its group has members all the same, or it fails half-way
     */
    public void reset(Service service) {
        call("/reset", Map.of("service", service.label()));
    }

    /** Ends the whole stack; the future completes when the launcher is gone. */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> gone = ProcessHandle.of(launcher.pid())
                .map(process -> process.onExit().<Void>thenApply(ended -> null))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        call("/stop", Map.of());
        return gone;
    }

    private JsonNode call(String path, Map<String, Object> body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + Ports.HOST + ":" + launcher.port() + path))
                    .header("Authorization", "Bearer " + launcher.token())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(ControlServer.JSON.writeValueAsBytes(body)))
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = ControlServer.JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new StackException(answer.path("error").asText());
            }
            return answer;
        } catch (IOException e) {
            throw new StackException("The launcher (process " + launcher.pid() + ") does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for the launcher.", e);
        }
    }
}
