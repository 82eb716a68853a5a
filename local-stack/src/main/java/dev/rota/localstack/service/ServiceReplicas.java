package dev.rota.localstack.service;

import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import dev.rota.localstack.process.SideBySide;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The running copies of one service: {@code billing-service-1}, {@code -2} and so on. A replica keeps its number and
 * its port when it is started again. Thread-safe; of scaling, starting one again and what is done while none runs, one is done at a time.
 */
public final class ServiceReplicas {

    private final RotaHome home;
    private final Service service;
    private final Path logs;
    private final int firstPort;
    private final Supplier<Map<String, String>> environment;
    private final Consumer<Component> onFailure;

    private final Object scaling = new Object();
    private final ConcurrentSkipListMap<Integer, Component> replicas = new ConcurrentSkipListMap<>();

    /**
     * Prepares the service; nothing starts yet.
     *
     * @param home where the service was built
     * @param service which one
     * @param logs folder that receives one log file per replica
     * @param firstPort port of the first replica
     * @param environment variables that every replica gets: where its brokers, registry and database are
     * @param onFailure told when a replica ends although nobody asked it to
     */
    public ServiceReplicas(
            RotaHome home,
            Service service,
            Path logs,
            int firstPort,
            Supplier<Map<String, String>> environment,
            Consumer<Component> onFailure) {
        this.home = home;
        this.service = service;
        this.logs = logs;
        this.firstPort = firstPort;
        this.environment = environment;
        this.onFailure = onFailure;
    }

    public Service service() {
        return service;
    }

    /** Every replica that was ever started, by number, running or not. */
    public List<Component> components() {
        return List.copyOf(replicas.values());
    }

    /** Base URL of the first replica. */
    public URI url() {
        return URI.create("http://" + Ports.HOST + ":" + firstPort);
    }

    /**
     * Starts or stops replicas until those numbered 1 to {@code count} run and no other; a dead one among them is
     * started again. New ones start side by side.
     *
     * @param count replicas wanted, 0 or more
     * @param drain how long each of those that go may take to finish its work
     */
    public void scale(int count, Duration drain) {
        synchronized (scaling) {
            List<Component> wanted = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                wanted.add(replicas.computeIfAbsent(number, this::replica));
            }
            SideBySide.forEach(wanted, Component::start);
            List<Component> surplus = List.copyOf(replicas.tailMap(count, false).values());
            SideBySide.forEach(surplus, replica -> replica.stop(drain));
            replicas.tailMap(count, false).clear();
        }
    }

    /**
     * Starts a replica that was killed or has failed, and waits until it is ready.
     *
     * @throws StackException if it cannot be started, or is none of these any more
     */
    public void start(Component replica) {
        synchronized (scaling) {
            if (!replicas.containsValue(replica)) {
                throw new StackException(
                        replica.name() + " is not wanted any more: " + service.label() + " was scaled.");
            }
            replica.start();
        }
    }

    /**
     * Does something while no replica runs, and lets none be started meanwhile.
     *
     * @throws StackException if one runs
     */
    public void whileStopped(Runnable task) {
        synchronized (scaling) {
            replicas.values().stream().filter(Component::isRunning).findFirst().ifPresent(replica -> {
                throw new StackException(
                        replica.name() + " runs: stop it with ./rota scale " + service.label() + " 0.");
            });
            task.run();
        }
    }

    private Component replica(int number) {
        String name = service.label() + "-" + number;
        int port = number == 1 ? firstPort : Ports.free();
        URI url = URI.create("http://" + Ports.HOST + ":" + port);
        Path log = logs.resolve(name + ".log");
        return new Component(
                name,
                url.toString(),
                log,
                () -> launch(name, port, log),
                HttpProbe.ok(url.resolve("/q/health/ready")),
                OptionalLong::empty,
                onFailure);
    }

    private ProcessSpec launch(String name, int port, Path log) {
        Map<String, String> variables = new HashMap<>(environment.get());
        variables.put("QUARKUS_HTTP_HOST", Ports.HOST);
        variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        variables.put("ROTA_INSTANCE", name);
        return ProcessSpec.java(
                home,
                List.of("-Xmx384m", "-XX:+UseSerialGC"),
                List.of("-jar", home.service(service.module()).toString()),
                variables,
                log);
    }
}
