package dev.rota.lagmonitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A member in a process of its own, which can be killed: one that is closed says goodbye, whatever it is told. */
final class MemberProcess implements AutoCloseable {

    private final Process process;

    private MemberProcess(Process process) {
        this.process = process;
    }

    /** Joins, and reads and commits whatever comes until it is killed. */
    static MemberProcess start(String bootstrapServers, String group, String protocol, String topic, String clientId)
            throws Exception {
        return new MemberProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        MemberProcess.class.getName(),
                        bootstrapServers,
                        group,
                        protocol,
                        topic,
                        clientId)
                .inheritIO()
                .start());
    }

    public static void main(String[] args) {
        try (Traffic traffic = new Traffic(args[0])) {
            KafkaConsumer<byte[], byte[]> member =
                    traffic.member(args[1], args[2], args[3], args[4], shortSession(args[2]));
            while (true) {
                if (!member.poll(Duration.ofMillis(100)).isEmpty()) {
                    member.commitAsync();
                }
            }
        }
    }

    /** Not much longer than what the monitor is told; that of the new protocol is the broker's to say, and ten seconds. */
    static Map<String, Object> shortSession(String protocol) {
        return protocol.equals("classic")
                ? Map.of("session.timeout.ms", 8_000, "heartbeat.interval.ms", 1_000)
                : Map.of();
    }

    /** The kernel ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
