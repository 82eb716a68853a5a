package dev.rota.lab.bench.lag;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Population} on a broker that has none: topics, records, and the groups by their first commits. */
final class Founding {

    /** The controller refuses more than ten thousand partitions at once, and takes its time for as many. */
    private static final int PARTITIONS_AT_ONCE = 1_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final int COMMITS_UNDER_WAY = 256;
    private static final byte[] VALUE = new byte[20];

    private final Population population;
    private final Map<String, Object> kafka;
    private final Consumer<String> progress;

    /** @param progress is told a sentence now and then */
    Founding(Population population, String bootstrapServers, Consumer<String> progress) {
        this.population = population;
        this.kafka = Map.of("bootstrap.servers", bootstrapServers);
        this.progress = progress;
    }

    /** Returns when all of it is there, but for the groups that have members. */
    void make() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(kafka)) {
            createTopics(admin);
            fill();
            commit(admin);
        }
    }

    private void createTopics(Admin admin) throws InterruptedException, ExecutionException {
        List<List<String>> requests = population.allTopics().stream()
                .gather(Gatherers.windowFixed(Math.max(1, PARTITIONS_AT_ONCE / population.partitions())))
                .toList();
        Progress made = new Progress("topics", population.topics());
        for (List<String> request : requests) {
            admin.createTopics(request.stream()
                            .map(topic -> new NewTopic(topic, population.partitions(), (short) 1))
                            .toList())
                    .all()
                    .get();
            awaitLeaders(admin, request);
            made.add(request.size());
        }
    }

    /** Until each partition has a leader: a producer that comes before may wait for one for minutes. */
    private void awaitLeaders(Admin admin, List<String> topics) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < population.partitions(); partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                // The controller has made it, and the broker has not heard of it yet.
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            }
        }
    }

    private void fill() {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            Progress filled = new Progress("logs", population.logs());
            for (int topic = 0; topic < population.topics(); topic++) {
                for (int partition = 0; partition < population.partitions(); partition++) {
                    for (int record = 0; record < Population.RECORDS; record++) {
                        var _ = producer.send(
                                new ProducerRecord<>(Population.topic(topic), partition, null, VALUE), (_, failure) -> {
                                    if (failure != null) {
                                        refused.set(failure);
                                    }
                                });
                    }
                }
                filled.add(population.partitions());
            }
        }
        Exception failure = refused.get();
        if (failure != null) {
            throw new StackException("The topics cannot be filled: " + failure, failure);
        }
    }

    private void commit(Admin admin) throws InterruptedException {
        Semaphore underWay = new Semaphore(COMMITS_UNDER_WAY);
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        Progress made = new Progress("groups", population.unattended());
        for (int group : IntStream.range(0, population.unattended()).toArray()) {
            underWay.acquire();
            var _ = admin.alterConsumerGroupOffsets(
                            Population.group(group), population.commit(group, Population.firstOffset(group)))
                    .all()
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            refused.set(failure);
                        }
                        underWay.release();
                    });
            made.add(1);
        }
        underWay.acquire(COMMITS_UNDER_WAY);
        Throwable failure = refused.get();
        if (failure != null) {
            throw new StackException("A group cannot be made: " + failure, failure);
        }
    }

    /** Says at each quarter how far it is. For one thread. */
    private final class Progress {

        private final String what;
        private final int all;
        private int done;

        Progress(String what, int all) {
            this.what = what;
            this.all = all;
        }

        void add(int more) {
            int quarter = quarters();
            done += more;
            if (quarters() > quarter) {
                progress.accept(String.format(Locale.ROOT, "%,d of %,d %s", done, all, what));
            }
        }

        private int quarters() {
            return (int) (4L * done / all);
        }
    }
}
