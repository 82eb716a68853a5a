package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.contender.Figures;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ManagedProcess;
import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The processes that are measured, one at a time on the processor that is theirs. */
final class Contenders {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(10);
    private static final int LINES_SHOWN = 12;
    private static final String SERVER = "order-producer";

    private final RotaHome home;
    private final LocalStack stack;
    private final Cores cores;
    private final Path logs;
    private final List<String> jvm;
    private final Map<String, String> settings;

    /**
     * @param stack where they write
     * @param logs folder that receives what they log
     * @param jvm options of each JVM
     * @param settings environment variables of the server
     */
    Contenders(
            RotaHome home, LocalStack stack, Cores cores, Path logs, List<String> jvm, Map<String, String> settings) {
        this.home = home;
        this.stack = stack;
        this.cores = cores;
        this.logs = logs;
        this.jvm = List.copyOf(jvm);
        this.settings = Map.copyOf(settings);
    }

    /** A running server. */
    record Server(Component component, URI url) implements AutoCloseable {

        ProcessHandle process() {
            return ProcessHandle.of(component.pid().orElseThrow()).orElseThrow();
        }

        @Override
        public void close() {
            component.stop(STOP_WITHIN);
        }
    }

    /** Starts order-producer with the endpoints beside its own; returns when it is ready. */
    Server startServer() throws IOException {
        int port = Ports.free();
        URI url = URI.create("http://" + Ports.HOST + ":" + port);
        Path log = freshLog(SERVER);
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_HTTP_HOST",
                Ports.HOST,
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "KAFKA_BOOTSTRAP_SERVERS",
                stack.bootstrapServers(),
                "KAFKA_APICURIO_REGISTRY_URL",
                stack.registryUrl()));
        environment.putAll(settings);
        Component component = new Component(
                SERVER,
                url.toString(),
                log,
                () -> cores.measured(ProcessSpec.java(
                        home,
                        jvm,
                        List.of("-jar", home.service("lab/producer-contenders").toString()),
                        environment,
                        log)),
                HttpProbe.ok(url.resolve("/q/health/ready")),
                OptionalLong::empty,
                _ -> {});
        component.start();
        return new Server(component, url);
    }

    /**
     * Runs Kafka's own producer benchmark to its end.
     *
     * @param arguments as {@code kafka-producer-perf-test} takes them
     * @return what it printed
     */
    List<String> perfTest(String name, List<String> arguments) throws IOException, InterruptedException {
        return run(name, home.stackClassPath(), "org.apache.kafka.tools.ProducerPerformance", arguments);
    }

    /** Runs {@link BareProducer} to its end. */
    Figures bareProducer(String name, List<String> arguments) throws IOException, InterruptedException {
        return Figures.find(run(name, home.labClassPath(), BareProducer.class.getName(), arguments))
                .orElseThrow(() -> new StackException(name + " printed no figures."));
    }

    private List<String> run(String name, String classPath, String main, List<String> arguments)
            throws IOException, InterruptedException {
        Path log = freshLog(name);
        List<String> program = new ArrayList<>(List.of("-cp", classPath, main));
        program.addAll(arguments);
        List<String> options = new ArrayList<>(jvm);
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        ManagedProcess process =
                ManagedProcess.start(cores.measured(ProcessSpec.java(home, options, program, Map.of(), log)));
        try {
            process.onExit().get(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new StackException(name + " has not ended within " + LONGEST_RUN, e);
        } finally {
            if (process.isAlive()) {
                process.kill();
            }
        }
        if (process.exitCode() != 0) {
            throw new StackException(name + " ended with code " + process.exitCode() + "; the end of " + log + ":\n    "
                    + String.join("\n    ", process.lastLogLines(LINES_SHOWN)));
        }
        return Files.readAllLines(log);
    }

    /** Logs are appended to: those of an earlier benchmark must not be taken for this one's. */
    private Path freshLog(String name) throws IOException {
        Files.createDirectories(logs.resolveSibling("tmp"));
        Path log = logs.resolve(name + ".log");
        Files.deleteIfExists(log);
        return log;
    }
}
