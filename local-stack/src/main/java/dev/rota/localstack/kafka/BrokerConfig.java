package dev.rota.localstack.kafka;

import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One broker's settings.
 *
 * @param id node id, from 1
 * @param port port for clients and for the other brokers
 * @param voters the controllers of the quorum: every broker is one
 * @param data folder of its log and its settings
 */
record BrokerConfig(int id, int port, List<Voter> voters, Path data) {

    /**
     * A controller.
     *
     * @param id node id
     * @param port controller port; may differ from run to run, the quorum remembers ids only
     */
    record Voter(int id, int port) {}

    String bootstrap() {
        return Ports.HOST + ":" + port;
    }

    /**
     * Writes {@code server.properties} into the data folder.
     *
     * @return the file
     */
    Path write() {
        Path file = data.resolve("server.properties");
        try {
            Files.createDirectories(data);
            Files.write(file, lines());
            return file;
        } catch (IOException e) {
            throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private List<String> lines() {
        return settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().replace("\\", "\\\\"))
                .toList();
    }

    private Map<String, String> settings() {
        int copies = Math.min(3, voters.size());
        int inSync = Math.min(2, voters.size());
        int controllerPort = voters.get(id - 1).port();
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(id));
        settings.put(
                "controller.quorum.voters",
                voters.stream()
                        .map(voter -> voter.id() + "@" + Ports.HOST + ":" + voter.port())
                        .collect(Collectors.joining(",")));
        settings.put("listeners", "PLAINTEXT://" + bootstrap() + ",CONTROLLER://" + Ports.HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", data.resolve("log").toString());
        settings.put("auto.create.topics.enable", "false");

        settings.put("default.replication.factor", Integer.toString(copies));
        settings.put("min.insync.replicas", Integer.toString(inSync));
        settings.put("offsets.topic.replication.factor", Integer.toString(copies));
        settings.put("transaction.state.log.replication.factor", Integer.toString(copies));
        settings.put("transaction.state.log.min.isr", Integer.toString(inSync));
        settings.put("share.coordinator.state.topic.replication.factor", Integer.toString(copies));
        settings.put("share.coordinator.state.topic.min.isr", Integer.toString(inSync));

        // Who reads what is committed waits for a transaction whose writer is gone until its time is up, and
        // then until the coordinator looks for such ones: every 10 s unless told.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

        // Sized for a laptop: fewer internal partitions to open, small cleaner buffers.
        settings.put("offsets.topic.num.partitions", "8");
        settings.put("transaction.state.log.num.partitions", "8");
        settings.put("share.coordinator.state.topic.num.partitions", "4");
        settings.put("log.cleaner.dedupe.buffer.size", "16777216");

        // A rebalance takes about one heartbeat, and a crash is noticed after one session, a broker's where others can
        // stand in for it: seconds here, so that a person at the terminal sees both happen.
        if (voters.size() > 1) {
            settings.put("broker.heartbeat.interval.ms", "1000");
            settings.put("broker.session.timeout.ms", "5000");
        }
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.consumer.min.heartbeat.interval.ms", "500");
        settings.put("group.consumer.heartbeat.interval.ms", "1000");
        settings.put("group.consumer.min.session.timeout.ms", "5000");
        settings.put("group.consumer.session.timeout.ms", "10000");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.min.heartbeat.interval.ms", "500");
        settings.put("group.streams.heartbeat.interval.ms", "1000");
        settings.put("group.streams.min.session.timeout.ms", "5000");
        settings.put("group.streams.session.timeout.ms", "10000");
        return settings;
    }
}
