package dev.rota.lab.bench.analytics;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.TopicPartition;

/** Rounds of filling stores, losing them, and fetching them from their changelogs. */
final class RestoreRounds {

    private static final String CHANGELOG = "-changelog";

    /** Of the largest store: an entry for each order. */
    private static final String ORDERS = "-orders" + CHANGELOG;

    private static final String RESTORED = "rota_analytics_restored_records_total";
    private static final String STORES = "rota_analytics_restoring_stores";

    /** How often it is looked at how far it is: so much less or more a time may be. */
    static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** So many orders are asked for afterwards. */
    private static final int ASKED = 500;

    private final House house;
    private final int keys;
    private int runs;

    /**
     * @param keys of the largest store: orders that were created, and nothing else
     */
    RestoreRounds(House house, int keys) {
        this.house = house;
        this.keys = keys;
    }

    /** What the service does in a round. */
    Map<String, Double> run() throws InterruptedException, ExecutionException, IOException {
        house.emptyTopics();
        String group = "restore-" + ++runs;
        fill(group);
        house.loseStores();
        Map<String, Double> figures = new TreeMap<>();
        long records = 0;
        long bytes = bytes(group);
        Set<String> orders = new HashSet<>();
        for (String topic : changelogs(group)) {
            long[] ofTopic = {0};
            Outputs.read(house.bootstrapServers(), topic, record -> {
                ofTopic[0]++;
                if (topic.equals(group + ORDERS)) {
                    orders.add(record.key());
                }
            });
            records += ofTopic[0];
        }
        try {
            restore(group, records, figures);
        } finally {
            house.stop();
        }
        double seconds = figures.getOrDefault(Figures.RESTORE_SECONDS, Double.NaN);
        figures.put(Figures.RESTORED_PER_SECOND, records / seconds);
        figures.put(Figures.RESTORED_MB_PER_SECOND, bytes / 1e6 / seconds);
        figures.put(Figures.CHANGELOG_RECORDS, (double) records);
        figures.put(Figures.KEYS, (double) orders.size());
        figures.merge(Figures.WRONG, (double) Math.abs(keys - orders.size()), Double::sum);
        return figures;
    }

    private void fill(String group) throws InterruptedException, ExecutionException, IOException {
        Map<TopicPartition, Long> input;
        try (Backlog backlog = new Backlog(house.stack(), keys)) {
            backlog.writeNew(keys);
            backlog.release();
            input = backlog.released();
        }
        house.start(group, 1, exactlyOnce());
        try (Drain drain = new Drain(house.bootstrapServers(), group, ThroughputRounds.topics(group))) {
            drain.await(input);
        } finally {
            house.stop();
        }
    }

    private static Map<String, String> exactlyOnce() {
        return Map.of("ROTA_ANALYTICS_GUARANTEE", Entrant.EXACTLY_ONCE.label());
    }

    private List<String> changelogs(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", house.bootstrapServers()))) {
            return admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(group) && topic.endsWith(CHANGELOG))
                    .sorted()
                    .toList();
        }
    }

    /** What the changelogs take on the broker's disk. */
    private long bytes(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", house.bootstrapServers()))) {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .map(LogDirDescription::replicaInfos)
                    .flatMap(replicas -> replicas.entrySet().stream())
                    .filter(replica -> isChangelog(replica.getKey(), group))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
    }

    private static boolean isChangelog(TopicPartition partition, String group) {
        return partition.topic().startsWith(group) && partition.topic().endsWith(CHANGELOG);
    }

    private void restore(String group, long records, Map<String, Double> figures)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        House.Starting starting = house.startSoon(group, 1, exactlyOnce());
        House.Replica replica = starting.replicas().getFirst();
        long begin = start;
        long end = start;
        double restored = 0;
        boolean ready;
        do {
            long look = System.nanoTime();
            if (look - start > LONGEST.toNanos()) {
                throw new StackException("The stores are not restored within " + LONGEST + ".");
            }
            ready = starting.ready().isDone();
            Map<String, Double> meters = meters(replica);
            double now = meters.getOrDefault(RESTORED, 0.0);
            if (now == 0 && meters.getOrDefault(STORES, 0.0) == 0) {
                begin = look;
            }
            if (now > restored) {
                restored = now;
                end = System.nanoTime();
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        } while (!ready);
        starting.ready().join();
        figures.put(Figures.READY_SECONDS, (System.nanoTime() - start) / 1e9);
        figures.put(Figures.RESTORE_SECONDS, (end - begin) / 1e9);
        figures.put(Figures.WRONG, Math.abs(restored - records) + notThere(replica));
    }

    /** The service's own counts; none while it does not answer yet. */
    private static Map<String, Double> meters(House.Replica replica) {
        Map<String, Double> meters = new TreeMap<>();
        try {
            replica.ask("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(RESTORED) || line.startsWith(STORES))
                    .forEach(line -> meters.put(
                            line.substring(0, Math.max(0, line.lastIndexOf(' ')))
                                    .replaceAll("\\{.*", ""),
                            Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
        } catch (UncheckedIOException _) {
            return meters;
        }
        return meters;
    }

    /** How many orders, of some from first to last, are not found. */
    private long notThere(House.Replica replica) {
        long missing = 0;
        for (int asked = 0; asked < ASKED; asked++) {
            long order = (long) asked * keys / ASKED;
            if (replica.ask("/orders/" + Lives.orderId(order)).statusCode() != 200) {
                missing++;
            }
        }
        return missing;
    }
}
