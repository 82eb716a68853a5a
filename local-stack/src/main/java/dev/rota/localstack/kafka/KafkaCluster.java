package dev.rota.localstack.kafka;

import dev.rota.catalogue.CatalogueException;
import dev.rota.catalogue.Topics;
import dev.rota.contracts.TopicCatalogue;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.ProcessSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/**
 * Real brokers in KRaft combined mode, one process each, on the loopback address. A broker keeps its ports and its data
 * from start to start, so clients find it again after a kill.
 */
public final class KafkaCluster {

    private static final List<String> JVM = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");

    private final List<BrokerConfig> configs;
    private final List<Component> brokers;

    /**
     * Prepares the cluster; nothing starts yet.
     *
     * @param home where the broker's classes lie
     * @param data folder that receives one folder per broker
     * @param logs folder that receives one log file per broker
     * @param size number of brokers, 1 to 9
     * @param clientPorts the port of broker N, counted from 1
     * @param onFailure told when a broker ends although nobody asked it to
     */
    public KafkaCluster(
            RotaHome home,
            Path data,
            Path logs,
            int size,
            IntUnaryOperator clientPorts,
            Consumer<Component> onFailure) {
        List<BrokerConfig.Voter> voters = IntStream.rangeClosed(1, size)
                .mapToObj(id -> new BrokerConfig.Voter(id, Ports.free()))
                .toList();
        configs = voters.stream()
                .map(voter -> new BrokerConfig(
                        voter.id(), clientPorts.applyAsInt(voter.id()), voters, data.resolve("kafka-" + voter.id())))
                .toList();
        brokers = configs.stream()
                .map(config -> component(home, config, logs, onFailure))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Component component(RotaHome home, BrokerConfig config, Path logs, Consumer<Component> onFailure) {
        String name = "kafka-" + config.id();
        Path log = logs.resolve(name + ".log");
        return new Component(
                name,
                config.bootstrap(),
                log,
                () -> launch(home, config, log),
                () -> isRegistered(config),
                OptionalLong::empty,
                onFailure);
    }

    private static ProcessSpec launch(RotaHome home, BrokerConfig config, Path log) {
        Path properties = config.write();
        return ProcessSpec.java(
                home,
                JVM,
                List.of("-cp", home.stackClassPath(), BrokerProcess.class.getName(), properties.toString()),
                Map.of(),
                log);
    }

    /** A broker is ready when the cluster lists it: it then takes requests for its partitions. */
    private static boolean isRegistered(BrokerConfig config) {
        if (!Ports.isListening(config.port())) {
            return false;
        }
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                config.bootstrap(),
                "client.id",
                "local-stack",
                "request.timeout.ms",
                2_000,
                "default.api.timeout.ms",
                2_000))) {
            return admin.describeCluster().nodes().get().stream().map(Node::id).anyMatch(id -> id == config.id());
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** All brokers, the first one first. */
    public List<Component> brokers() {
        return List.copyOf(brokers);
    }

    /**
     * One broker.
     *
     * @param id from 1 to the size of the cluster
     */
    public Component broker(int id) {
        return brokers.get(id - 1);
    }

    /** What clients connect to: every broker's {@code host:port}, separated by commas. */
    public String bootstrapServers() {
        return configs.stream().map(BrokerConfig::bootstrap).collect(Collectors.joining(","));
    }

    /**
     * Creates the catalogue's topics that the cluster does not have yet; those it has stay as they are.
     *
     * @throws StackException if the cluster refuses
     */
    public void createTopics(TopicCatalogue catalogue) {
        try {
            new Topics(catalogue)
                    .createMissing(Map.of("bootstrap.servers", bootstrapServers(), "client.id", "local-stack"));
        } catch (CatalogueException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }
}
