package dev.rota.lab.bench.analytics;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.ManagedProcess;
import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Rounds of working off a backlog, by the service on either guarantee, by its revenue alone and by the plain loop; each begins with empty topics. */
final class ThroughputRounds {

    private static final int PARTITIONS = 6;

    /** The loop is faster, and has so many times as many orders: its window is to be long enough too. */
    static final int LOOP_TIMES = 6;

    /** So is the service when it has less to do. */
    static final int REVENUE_TIMES = 2;

    /** How long a minute's late events and an order's invoice are waited for: longer than any run. */
    private static final String WAITED_FOR = "1D";

    private final House house;
    private final int warmUp;
    private final int orders;
    private final Loop loop;
    private int runs;

    /**
     * How the plain loop is run: as the service is.
     *
     * @param threads of its process
     * @param commitInterval of each thread
     * @param jvm options of its JVM
     * @param logs folder that receives what it logs
     */
    record Loop(int threads, Duration commitInterval, List<String> jvm, Path logs) {}

    /**
     * @param warmUp orders that are worked off before the window
     * @param orders that the service works off in the window
     */
    ThroughputRounds(House house, int warmUp, int orders, Loop loop) {
        this.house = house;
        this.warmUp = warmUp;
        this.orders = orders;
        this.loop = loop;
    }

    /** What one of them does in a round. */
    Map<String, Double> run(Entrant entrant) throws InterruptedException, ExecutionException, IOException {
        house.emptyTopics();
        int more = switch (entrant) {
            case PLAIN_LOOP -> LOOP_TIMES * orders;
            case REVENUE_ALONE -> REVENUE_TIMES * orders;
            default -> orders;
        };
        try (Backlog backlog = new Backlog(house.stack(), (long) warmUp + more)) {
            backlog.write(warmUp);
            backlog.release();
            long before = backlog.expected().events();
            backlog.write(more);
            long events = backlog.expected().events() - before;
            return switch (entrant) {
                case EXACTLY_ONCE, AT_LEAST_ONCE -> all(entrant, backlog, events);
                case REVENUE_ALONE -> revenueAlone(backlog, events);
                case PLAIN_LOOP -> loop(backlog, events);
                case DYNAMIC, STATIC -> throw new IllegalArgumentException(entrant.label());
            };
        }
    }

    private Map<String, Double> all(Entrant entrant, Backlog backlog, long events)
            throws InterruptedException, ExecutionException, IOException {
        // Nothing is late, whichever partition is read first; nothing is billed, and nothing overdue.
        Map<String, String> settings = Map.of(
                "ROTA_ANALYTICS_GUARANTEE",
                entrant.label(),
                "ROTA_ANALYTICS_GRACE",
                WAITED_FOR,
                "ROTA_ANALYTICS_BILLED_WITHIN",
                WAITED_FOR);
        String group = group();
        return service(
                group,
                settings,
                topics(group),
                backlog,
                events,
                (proof, replica) -> proof.wrongOfTopology() + proof.wrongOfMinutes(replica, backlog.begin()));
    }

    private Map<String, Double> revenueAlone(Backlog backlog, long events)
            throws InterruptedException, ExecutionException, IOException {
        return service(
                group(),
                Map.of("ROTA_ANALYTICS_ANALYSES", "revenue"),
                List.of(),
                backlog,
                events,
                (proof, _) -> proof.wrongOfRevenue());
    }

    /** New to the brokers, and its stores to the disk. */
    private String group() {
        return "throughput-" + ++runs;
    }

    private Map<String, Double> service(
            String group,
            Map<String, String> settings,
            List<String> topics,
            Backlog backlog,
            long events,
            ToLongBiFunction<Proof, House.Replica> wrong)
            throws InterruptedException, ExecutionException, IOException {
        House.Replica replica = house.start(group, 1, settings).getFirst();
        try {
            Map<String, Double> figures = measure(group, topics, replica::cpu, backlog, events);
            figures.put(
                    Figures.WRONG, (double) wrong.applyAsLong(new Proof(house.stack(), backlog.expected()), replica));
            return figures;
        } finally {
            house.stop();
        }
    }

    /** What the service writes of orders for itself and reads again. */
    static List<String> topics(String group) {
        return List.of(group + "-by-order-repartition", group + "-by-type-repartition");
    }

    private Map<String, Double> loop(Backlog backlog, long events)
            throws InterruptedException, ExecutionException, IOException {
        String group = Entrant.PLAIN_LOOP + "-" + ++runs;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", house.bootstrapServers()))) {
            admin.createTopics(Stream.of(LoopState.SEEN, LoopState.ORDERS)
                            .map(name -> new NewTopic(name, PARTITIONS, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact")))
                            .toList())
                    .all()
                    .get();
        }
        Path log = loop.logs().resolve(Entrant.PLAIN_LOOP + ".log");
        Files.deleteIfExists(log);
        RotaHome home = RotaHome.locate();
        List<String> program = Stream.concat(
                        Stream.of("-cp", home.labClassPath(), PlainLoop.class.getName()),
                        PlainLoop.arguments(
                                house.bootstrapServers(),
                                house.stack().registryUrl(),
                                group,
                                loop.threads(),
                                loop.commitInterval())
                                .stream())
                .toList();
        ManagedProcess process = ManagedProcess.start(ProcessSpec.java(
                home,
                Stream.concat(loop.jvm().stream(), Stream.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"))
                        .toList(),
                program,
                Map.of(),
                log));
        try {
            ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
            Map<String, Double> figures = measure(group, List.of(), () -> House.cpu(handle), backlog, events);
            figures.put(Figures.WRONG, (double) new Proof(house.stack(), backlog.expected()).wrongOfRevenue());
            return figures;
        } catch (StackException e) {
            throw new StackException(e.getMessage() + " See " + log, e);
        } finally {
            process.kill();
        }
    }

    /** Where all topics end but the input and the brokers' own, added up. */
    private long written() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", house.bootstrapServers()))) {
            List<String> topics = admin.listTopics().names().get().stream()
                    .filter(topic -> !topic.equals(Backlog.TOPIC) && !topic.startsWith("_"))
                    .toList();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((topic, description) -> description
                            .partitions()
                            .forEach(partition ->
                                    ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        }
    }

    private Map<String, Double> measure(
            String group, List<String> topics, Supplier<Duration> cpu, Backlog backlog, long events)
            throws InterruptedException, ExecutionException {
        try (Drain drain = new Drain(house.bootstrapServers(), group, topics)) {
            drain.await(backlog.released());
            long writtenBefore = written();
            Duration cpuBefore = cpu.get();
            Duration brokerBefore = house.brokerCpu();
            long begin = System.nanoTime();
            backlog.release();
            drain.await(backlog.released());
            double seconds = (System.nanoTime() - begin) / 1e9;
            Map<String, Double> figures = new TreeMap<>();
            figures.put(Figures.EVENTS_PER_SECOND, events / seconds);
            figures.put(Figures.WINDOW_SECONDS, seconds);
            figures.put(Figures.CPU_MICROS, cpu.get().minus(cpuBefore).toNanos() / 1e3 / events);
            figures.put(
                    Figures.BROKER_CPU_MICROS,
                    house.brokerCpu().minus(brokerBefore).toNanos() / 1e3 / events);
            figures.put(Figures.WRITTEN, (double) (written() - writtenBefore) / events);
            figures.put(Figures.RECORDS, (double) backlog.expected().records());
            figures.put(Figures.EVENTS, (double) backlog.expected().events());
            return figures;
        }
    }
}
