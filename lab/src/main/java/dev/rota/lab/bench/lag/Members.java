package dev.rota.lab.bench.lag;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The groups that have a member: half of them of the classic protocol, half of the new one. One thread polls for all, until it is closed. */
final class Members implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Population population;
    private final String bootstrapServers;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().name("members").daemon().unstarted(this::run);
    private volatile boolean closed;

    private Members(Population population, String bootstrapServers) {
        this.population = population;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts them and returns when each owns its partitions and has committed.
     *
     * @throws StackException if that takes a minute
     */
    static Members join(Population population, String bootstrapServers) throws InterruptedException {
        Members members = new Members(population, bootstrapServers);
        members.thread.start();
        try {
            members.settled.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            members.close();
            throw new StackException("The groups' members do not get their partitions: " + e, e);
        }
        return members;
    }

    private void run() {
        List<Consumer<byte[], byte[]>> consumers = new ArrayList<>();
        try {
            IntStream.range(population.unattended(), population.groups())
                    .forEach(group -> consumers.add(consumer(group)));
            while (!closed) {
                consumers.forEach(consumer -> consumer.poll(POLL));
                if (!settled.isDone()
                        && consumers.stream()
                                .allMatch(consumer -> consumer.assignment().size() == population.partitions())) {
                    consumers.forEach(Consumer::commitSync);
                    settled.complete(null);
                }
            }
        } catch (RuntimeException e) {
            settled.completeExceptionally(e);
        } finally {
            consumers.forEach(consumer -> consumer.close());
        }
    }

    private Consumer<byte[], byte[]> consumer(int group) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                Population.group(group),
                "group.protocol",
                group % 2 == 0 ? "classic" : "consumer",
                "auto.offset.reset",
                "earliest",
                // They are to be there, and not to keep the broker busy.
                "fetch.max.wait.ms",
                2_000);
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(population.topicOf(group)));
        return consumer;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
