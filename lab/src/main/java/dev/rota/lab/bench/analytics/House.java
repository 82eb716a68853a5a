package dev.rota.lab.bench.analytics;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.TopicCatalogue;
import dev.rota.lab.bench.DisposableStack;
import dev.rota.localstack.Folders;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import dev.rota.localstack.process.SideBySide;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * What analytics-service needs, and replicas of it, each a process of its own. Belongs to one thread, but for {@link #close}, which
 * Ctrl-C calls as well.
 */
final class House implements AutoCloseable {

    static final Service SERVICE = Service.ANALYTICS_SERVICE;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    private final DisposableStack disposable;
    private final LocalStack stack;
    private final Path logs;
    private final List<String> jvm;
    private final Map<String, String> settings;
    private final RotaHome home = RotaHome.locate();
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private House(DisposableStack disposable, Path logs, List<String> jvm, Map<String, String> settings) {
        this.disposable = disposable;
        this.logs = logs;
        this.jvm = List.copyOf(jvm);
        this.settings = Map.copyOf(settings);
        stack = disposable.stack();
    }

    /**
     * Starts all but the service.
     *
     * @param data folder of the data, emptied first and deleted at the end
     * @param logs folder that receives what the replicas log
     * @param jvm options of their JVMs
     * @param settings environment variables of theirs
     */
    static House open(Path data, Path logs, List<String> jvm, Map<String, String> settings) throws IOException {
        Files.createDirectories(logs.resolveSibling("tmp"));
        return new House(DisposableStack.start(LocalStack.builder().data(data).withRegistry()), logs, jvm, settings);
    }

    LocalStack stack() {
        return stack;
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /** Takes every topic away and makes the catalogue's anew: each run begins alike. */
    void emptyTopics() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        }
        stack.kafka().createTopics(TopicCatalogue.load());
    }

    /**
     * Starts replicas side by side and waits until they are ready. Where one does not get ready, none is left.
     *
     * @param group that they make
     * @param more environment variables beside those of all runs
     */
    List<Replica> start(String group, int number, Map<String, String> more) throws IOException {
        Starting starting = startSoon(group, number, more);
        try {
            starting.ready().join();
        } catch (CompletionException e) {
            stop();
            throw e.getCause() instanceof StackException cause ? cause : e;
        }
        return starting.replicas();
    }

    /** The same, and does not wait: whoever calls it also calls {@link #stop}, whatever happens. */
    Starting startSoon(String group, int number, Map<String, String> more) throws IOException {
        stop();
        for (int replica = 1; replica <= number; replica++) {
            replicas.add(replica(group, SERVICE.label() + "-" + replica, more));
        }
        List<Component> components = components();
        return new Starting(
                List.copyOf(replicas),
                CompletableFuture.runAsync(() -> SideBySide.forEach(components, Component::start)));
    }

    /**
     * Replicas that were started.
     *
     * @param ready is done when all are ready
     */
    record Starting(List<Replica> replicas, CompletableFuture<Void> ready) {}

    private Replica replica(String group, String name, Map<String, String> more) throws IOException {
        int port = Ports.free();
        URI url = URI.create("http://" + Ports.HOST + ":" + port);
        Path log = logs.resolve(name + ".log");
        // Logs are appended to: a replica has the last run's, or what went wrong in it.
        Files.deleteIfExists(log);
        Map<String, String> environment = new HashMap<>(stack.environmentFor(SERVICE));
        environment.put("QUARKUS_HTTP_HOST", Ports.HOST);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("ROTA_INSTANCE", name);
        environment.put("ROTA_ANALYTICS_APPLICATION_ID", group);
        environment.putAll(settings);
        environment.putAll(more);
        return new Replica(new Component(
                name,
                url.toString(),
                log,
                () -> ProcessSpec.java(
                        home,
                        jvm,
                        List.of("-jar", home.service(SERVICE.module()).toString()),
                        environment,
                        log),
                HttpProbe.ok(url.resolve("/q/health/ready")),
                OptionalLong::empty,
                _ -> {}));
    }

    /** Asks all that run to end, and waits until they have. Does nothing when none is left. */
    void stop() {
        SideBySide.forEach(components(), component -> component.stop(STOP_WITHIN));
        replicas.clear();
    }

    private List<Component> components() {
        return replicas.stream().map(replica -> replica.component).toList();
    }

    /** Deletes all stores of replicas that do not run. */
    void loseStores() throws IOException {
        Folders.delete(stack.data().resolve(SERVICE.label()));
    }

    Duration brokerCpu() {
        return stack.kafka().brokers().stream().map(House::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(Component component) {
        return component.pid().stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(process -> process.stream())
                .map(House::cpu)
                .reduce(Duration.ZERO, Duration::plus);
    }

    static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** A running replica. */
    final class Replica {

        private final Component component;

        private Replica(Component component) {
            this.component = component;
        }

        Duration cpu() {
            return House.cpu(component);
        }

        /** Ends it as {@code kill -9} does. */
        void kill() {
            component.kill();
        }

        /**
         * Asks it something.
         *
         * @throws UncheckedIOException if it does not answer
         */
        HttpResponse<String> ask(String path) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(component.address() + path))
                    .timeout(ANSWERED_WITHIN)
                    .build();
            try {
                return http.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(request.uri() + " does not answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("Interrupted while asking " + request.uri() + ".", e);
            }
        }

        /**
         * What it answers with 200.
         *
         * @throws StackException if it answers with anything else
         */
        JsonNode answer(String path) {
            HttpResponse<String> answer = ask(path);
            if (answer.statusCode() != 200) {
                throw new StackException(component.address() + path + " answered " + answer.statusCode() + ".");
            }
            return parse(answer.body());
        }

        JsonNode parse(String body) {
            try {
                return json.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try (disposable) {
            http.shutdownNow();
            replicas.forEach(replica -> replica.component.kill());
        }
    }
}
