package dev.rota.localstack.kafka;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.ManagedProcess;
import dev.rota.localstack.process.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.common.GroupType;

/**
 * Takes a Kafka Streams application back to its beginning with Kafka's own tools: its group's offsets and its internal topics go. Inputs and
 * outputs stay as they are, and so do the instances' stores, which have to go before one is started. None may run: that is looked at first, and
 * the tools look once more.
 */
public final class StreamsReset {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int LOG_LINES_IN_ERROR = 15;
    private static final String AGAIN = "Some of it may be gone: reset it again before it is started.";

    /** For so long a broker may not have heard yet of topics that another has deleted. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(50);

    private final RotaHome home;
    private final String bootstrapServers;
    private final String group;
    private final Path log;

    /**
     * Prepares it.
     *
     * @param home where Kafka's tools lie
     * @param bootstrapServers of the cluster
     * @param group the application id
     * @param log file that receives what the tool says
     */
    public StreamsReset(RotaHome home, String bootstrapServers, String group, Path log) {
        this.home = home;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.log = log;
    }

    /**
     * Resets it. Of a group that was forgotten meanwhile there may be topics, and they go, too.
     *
     * @throws StackException if the group has members, and nothing was changed; or if the cluster or a tool refuses, and some of it may be gone
     */
    public void run() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "client.id", "local-stack"))) {
            Optional<GroupType> type = admin.listGroups().all().get().stream()
                    .filter(listing -> listing.groupId().equals(group))
                    .flatMap(listing -> listing.type().stream())
                    .findFirst();
            if (type.isPresent()) {
                requireNoMembers(membersOf(admin, type.get()));
                run(type.get() == GroupType.STREAMS ? deleteStreamsGroup() : resetClassicGroup(admin));
            } else {
                admin.deleteTopics(internalTopics(admin)).all().get();
            }
            requireNothingLeft(admin);
        } catch (ExecutionException e) {
            throw new StackException("Cannot look at the group " + group + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while resetting " + group + ".", e);
        }
    }

    /** The clients of a group's members. */
    private List<String> membersOf(Admin admin, GroupType type) throws ExecutionException, InterruptedException {
        List<String> only = List.of(group);
        Stream<String> clients = type == GroupType.STREAMS
                ? admin.describeStreamsGroups(only).all().get().values().stream()
                        .flatMap(described -> described.members().stream())
                        .map(StreamsGroupMemberDescription::clientId)
                : admin.describeConsumerGroups(only).all().get().values().stream()
                        .flatMap(described -> described.members().stream())
                        .map(MemberDescription::clientId);
        return clients.sorted().toList();
    }

    private void requireNoMembers(List<String> members) {
        if (!members.isEmpty()) {
            throw new StackException(
                    "The group " + group + " has members, and nothing was reset: " + String.join(", ", members)
                            + ". Stop what runs of it, in dev mode too; who was killed, or stays a member when it stops, is one until its session is over.");
        }
    }

    /** With its offsets goes the topology, which such a group never changes. */
    private List<String> deleteStreamsGroup() {
        return List.of(
                "org.apache.kafka.tools.streams.StreamsGroupCommand",
                "--bootstrap-server",
                bootstrapServers,
                "--delete",
                "--group",
                group,
                "--delete-all-internal-topics");
    }

    /** Back to the beginning of what it has read, but for its own topics, which are deleted: nothing, if it never came to commit. */
    private List<String> resetClassicGroup(Admin admin) throws ExecutionException, InterruptedException {
        String inputs = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet().stream()
                .map(partition -> partition.topic())
                .filter(topic -> !isInternal(topic))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        List<String> tool = List.of(
                "org.apache.kafka.tools.StreamsResetter",
                "--bootstrap-server",
                bootstrapServers,
                "--application-id",
                group);
        // An empty list would be a topic without a name to the tool.
        return inputs.isEmpty()
                ? tool
                : Stream.concat(tool.stream(), Stream.of("--input-topics", inputs))
                        .toList();
    }

    private boolean isInternal(String topic) {
        return topic.startsWith(group + "-") && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
    }

    private void run(List<String> tool) throws InterruptedException {
        ManagedProcess process = ManagedProcess.start(ProcessSpec.java(
                // It ends by itself each time: nobody keeps what it would write.
                home.startingFast(false),
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Stream.concat(Stream.of("-cp", home.stackClassPath()), tool.stream())
                        .toList(),
                Map.of(),
                log));
        try {
            int exit =
                    process.onExit().get(DEADLINE.toSeconds(), TimeUnit.SECONDS).exitCode();
            if (exit != 0) {
                throw failed("was not reset; Kafka's tool ended with code " + exit, process);
            }
        } catch (ExecutionException | TimeoutException e) {
            process.kill();
            throw failed("was not reset within " + DEADLINE.toSeconds() + " s", process);
        }
    }

    /** A tool may end well and have said that something went wrong. */
    private void requireNothingLeft(Admin admin) throws ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        Set<String> left = internalTopics(admin);
        while (!left.isEmpty() && System.nanoTime() - begin < TOLD_WITHIN.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            left = internalTopics(admin);
        }
        if (!left.isEmpty()) {
            throw new StackException(group + " was not reset, there is still " + String.join(", ", left) + "; see "
                    + log + ". " + AGAIN);
        }
    }

    private Set<String> internalTopics(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
        topics.removeIf(topic -> !isInternal(topic));
        return topics;
    }

    private StackException failed(String how, ManagedProcess process) {
        return new StackException(group + " " + how + ". " + AGAIN
                + process.lastLogLines(LOG_LINES_IN_ERROR).stream()
                        .map(line -> "\n    " + line)
                        .collect(Collectors.joining()));
    }
}
