package dev.rota.analytics.streams;

import dev.rota.analytics.streams.AnalyticsConfig.OnStop;
import dev.rota.analytics.streams.AnalyticsConfig.Protocol;
import dev.rota.analytics.topology.AnalyticsTopology;
import dev.rota.contracts.TopicCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This instance of the topology. It begins when the service starts and the topics are there, and leaves the group, or stays in it, when the
 * service stops.
 */
@ApplicationScoped
public class AnalyticsStreams {

    private static final Logger LOG = Logger.getLogger(AnalyticsStreams.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    private final AnalyticsConfig config;
    private final Map<String, Object> kafka;
    private final RegistryWait registry;
    private final RegistrySerdes serdes;
    private final Topology topology;
    private final Topics topics;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;
    private final Thread starter;

    private final BeforeStart beforeStart = new BeforeStart(BETWEEN_LOOKS);
    private volatile Duration session;
    private volatile boolean wasRunning;
    private volatile boolean failed;

    AnalyticsStreams(
            AnalyticsConfig config,
            RestoreProgress restores,
            TasksAtWork tasks,
            MeterRegistry meters,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.kafka = kafka;
        session = config.protocol() == Protocol.STREAMS ? Cluster.USUAL_SESSION : config.session();
        Map<String, Object> settings = StreamsSettings.of(config, kafka);
        registry = new RegistryWait(config.registryPatience(), BETWEEN_QUESTIONS);
        serdes = RegistrySerdes.of(kafka, registry, config.longestEvent().asLongValue());
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put(DeadLetters.SETTING, new DeadLetters(new SourceRecords(settings), meters));
        properties.put(WorkReports.SETTING, tasks);
        properties.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, WorkReports.class);
        topology = AnalyticsTopology.build(
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties))), config.topology(), serdes);
        topics = Topics.of(topology, TopicCatalogue.load());
        streams = new KafkaStreams(topology, properties);
        streams.setStateListener(this::changed);
        streams.setGlobalStateRestoreListener(restores);
        var replaced = meters.counter("rota.analytics.threads.replaced");
        streams.setUncaughtExceptionHandler(new ThreadReplacement(
                config.restartWindow(), AnalyticsStreams::pause, System::nanoTime, replaced::increment));
        metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(meters);
        starter = Thread.ofPlatform()
                .name("analytics-start")
                .daemon()
                .uncaughtExceptionHandler((_, thrown) -> cannotStart(thrown))
                .unstarted(this::startWhenTopicsAreThere);
    }

    /** Kafka Streams itself, for whoever asks its stores. Before it has begun it says so. */
    public KafkaStreams kafkaStreams() {
        return streams;
    }

    /**
     * Who works on a partition of a store, and who keeps copies, so far as the group has told this instance; empty while it has not.
     *
     * @throws IllegalStateException if this instance has not begun, or has ended
     */
    public Optional<KeyQueryMetadata> replicasOf(String store, int partition) {
        // The key is not looked at: whichever it is, it is in this partition.
        StreamPartitioner<String, Object> always = (_, _, _, _) -> Optional.of(Set.of(partition));
        @Nullable KeyQueryMetadata known = streams.queryMetadataForKey(store, "", always);
        return Optional.ofNullable(known).filter(replicas -> !replicas.equals(KeyQueryMetadata.NOT_AVAILABLE));
    }

    Topology topology() {
        return topology;
    }

    /** The names of all stores that instances of this topology keep. */
    public Set<String> stores() {
        return topology.describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .mapMulti((TopologyDescription.Node node, Consumer<String> names) -> {
                    if (node instanceof TopologyDescription.Processor step) {
                        step.stores().forEach(names);
                    }
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    void start(@Observes StartupEvent event) {
        starter.start();
    }

    private void startWhenTopicsAreThere() {
        try (Cluster cluster = Cluster.of(kafka)) {
            beforeStart.await(
                    () -> topics.amiss(cluster.partitions(topics.partitions().keySet())));
            if (config.protocol() == Protocol.STREAMS) {
                beforeStart.await(() -> keepStandbys(cluster));
                beforeStart.await(() -> askSession(cluster));
            }
            streams.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever it is: nobody else would notice that this instance does nothing. */
    private void cannotStart(Throwable thrown) {
        failed = true;
        LOG.error("Analytics cannot start", thrown);
    }

    /** Without the right to it, this instance begins all the same. */
    private List<String> keepStandbys(Cluster cluster)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            cluster.keepStandbys(config.applicationId(), config.standbyReplicas());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                throw e;
            }
            LOG.errorf(
                    "group=%s The brokers do not take rota.analytics.standby-replicas=%d: %s",
                    config.applicationId(), config.standbyReplicas(), e.getCause());
        }
        return List.of();
    }

    /** One that guessed it too long would take tasks for its own that others have. */
    private List<String> askSession(Cluster cluster) throws ExecutionException, TimeoutException, InterruptedException {
        session = cluster.session(config.applicationId());
        return List.of();
    }

    /** On whatever thread it happens. */
    private void changed(State now, State before) {
        if (now == State.RUNNING) {
            wasRunning = true;
        }
        String line = "group=%s %s, after %s".formatted(config.applicationId(), now, before);
        switch (now) {
            case RUNNING -> LOG.infof("%s; %s", line, tasks());
            case ERROR, PENDING_ERROR -> LOG.error(line);
            case CREATED, REBALANCING, PENDING_SHUTDOWN, NOT_RUNNING -> LOG.info(line);
        }
    }

    private String tasks() {
        Set<ThreadMetadata> threads = streams.metadataForLocalThreads();
        return "tasks %s, standbys %s"
                .formatted(
                        names(threads.stream()
                                .flatMap(thread -> thread.activeTasks().stream())
                                .collect(Collectors.toSet())),
                        names(threads.stream()
                                .flatMap(thread -> thread.standbyTasks().stream())
                                .collect(Collectors.toSet())));
    }

    private static Set<String> names(Set<TaskMetadata> tasks) {
        return tasks.stream().map(task -> task.taskId().toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is not yet as it has to be; nothing once it has begun. */
    List<String> amiss() {
        return beforeStart.amiss();
    }

    /** For how long a thread may be without a poll, before it leaves the group. */
    Duration pollInterval() {
        return StreamsSettings.pollInterval(kafka);
    }

    /** After how long without a sign of life others take over. */
    Duration session() {
        return session;
    }

    /** Whether it has run since the service started. */
    boolean wasRunning() {
        return wasRunning;
    }

    /** Whether it could not even begin. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether a record waits for the schema registry. */
    boolean waitsForRegistry() {
        return registry.isWaiting();
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadReplacement.PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        long deadline = System.nanoTime() + config.stopWithin().toNanos();
        registry.stop();
        starter.interrupt();
        starter.join(config.stopWithin());
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        boolean closed = streams.close(CloseOptions.timeout(left)
                .withGroupMembershipOperation(
                        config.whenStopped() == OnStop.LEAVE
                                ? GroupMembershipOperation.LEAVE_GROUP
                                : GroupMembershipOperation.REMAIN_IN_GROUP));
        if (!closed) {
            LOG.warnf(
                    "The last commit took longer than rota.analytics.stop-within=%s; what it held is counted anew",
                    config.stopWithin());
        }
        metrics.close();
        serdes.close();
    }
}
