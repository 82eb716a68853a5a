package dev.rota.lab;

import static org.awaitility.Awaitility.await;

import dev.rota.localstack.images.Engine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;

/** A container as Kubernetes would run it: without capabilities, on a root file system that it cannot write, in bounded memory. */
final class Container implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Engine engine;
    private final String name;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Container(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    /**
     * Starts one on this machine's network.
     *
     * @param memory for example {@code 512m}
     * @param options of the engine, beside those of all
     * @param arguments what follows the image's name
     */
    static Container start(
            Engine engine,
            String image,
            String memory,
            Map<String, String> environment,
            List<String> options,
            List<String> arguments) {
        String name = "rota-it-" + UUID.randomUUID();
        List<String> call = new ArrayList<>(List.of(
                "run",
                "--detach",
                "--name",
                name,
                "--network",
                "host",
                "--read-only",
                // As an emptyDir is; libraries unpack native code there.
                "--tmpfs",
                "/tmp:exec",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--memory",
                memory,
                // Nor may it swap.
                "--memory-swap",
                memory));
        environment.forEach((variable, value) -> call.addAll(List.of("--env", variable + "=" + value)));
        call.addAll(options);
        call.add(image);
        call.addAll(arguments);
        engine.run(call);
        return new Container(engine, name);
    }

    /**
     * Waits until an address answers 200.
     *
     * @return how long that took, from now
     */
    Duration awaitReady(URI address) {
        long begin = System.nanoTime();
        try {
            await().pollInterval(Duration.ofMillis(20)).atMost(READY_WITHIN).until(() -> isReady(address));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Not ready: " + address + "\n" + String.join("\n", logs()), e);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean isReady(URI address) throws InterruptedException {
        if (!"running".equals(state("Status"))) {
            throw new AssertionError(name + " has ended: " + String.join("\n", logs()));
        }
        try {
            return http.send(
                                    HttpRequest.newBuilder(address)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** What it said. */
    List<String> logs() {
        return engine.run(List.of("logs", name));
    }

    /** One of the engine's words about its state: {@code Status}, {@code OOMKilled}, {@code ExitCode}. */
    String state(String word) {
        return inspect("State." + word);
    }

    /** Whom it runs as. */
    String user() {
        return inspect("Config.User");
    }

    private String inspect(String field) {
        return String.join("", engine.run(List.of("inspect", "--format", "{{." + field + "}}", name)));
    }

    /** Waits until it has ended by itself, and gives its exit code. */
    String awaitEnd() {
        await().atMost(READY_WITHIN).until(() -> "exited".equals(state("Status")));
        return state("ExitCode");
    }

    /** SIGTERM, and SIGKILL after that time. */
    void stop(Duration grace) {
        engine.run(List.of("stop", "--time", Long.toString(grace.toSeconds()), name));
    }

    @Override
    public void close() {
        http.close();
        engine.run(List.of("rm", "--force", name));
    }
}
