package dev.rota.lab.bench.analytics;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import com.sun.management.OperatingSystemMXBean;
import dev.rota.lab.bench.Latencies;
import dev.rota.lab.bench.Pacing;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Rounds of a steady load, an open loop: how long from when an input was due until a reader of what is committed has the output. */
final class LatencyRounds {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LAST_ONES = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final House house;
    private final Duration warmUp;
    private final Duration window;
    private int runs;

    /**
     * @param warmUp before counting
     * @param window of counting
     */
    LatencyRounds(House house, Duration warmUp, Duration window) {
        this.house = house;
        this.warmUp = warmUp;
        this.window = window;
    }

    /**
     * What the service does in a round.
     *
     * @param perSecond records of all inputs together
     */
    Map<String, Double> run(double perSecond) throws InterruptedException, ExecutionException, IOException {
        house.emptyTopics();
        house.start(
                "latency-" + ++runs,
                1,
                Map.of(
                        "ROTA_ANALYTICS_GUARANTEE",
                        Entrant.EXACTLY_ONCE.label(),
                        "ROTA_ANALYTICS_BILLED_WITHIN",
                        Traffic.BILLED_WITHIN.toString()));
        try {
            return measure(perSecond);
        } finally {
            house.stop();
        }
    }

    private Map<String, Double> measure(double perSecond) throws InterruptedException {
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        long counting = begin + warmUp.toNanos();
        long end = counting + window.toNanos();
        Watch watch = new Watch(counting, end, perSecond);
        long[] due = {0};
        try (Traffic traffic =
                new Traffic(house.stack(), perSecond, (output, cause) -> watch.expect(output, cause, due[0]))) {
            Thread reader = Thread.ofPlatform().name("outputs").start(watch);
            long[] turn = {0};
            LongConsumer next = at -> {
                due[0] = at;
                if (at >= begin + warmUp.dividedBy(2).toNanos()) {
                    traffic.sendLateOnes();
                }
                traffic.send(turn[0]++);
            };
            Pacing.run(begin, traffic.turnsPerSecond(), warmUp, next);
            busySinceLastAsked();
            Pacing.run(counting, traffic.turnsPerSecond(), window, next);
            double busy = busySinceLastAsked();
            double seconds = (System.nanoTime() - begin) / 1e9;
            Map<String, Double> figures = new TreeMap<>();
            figures.put(Figures.RECORDS_PER_SECOND, traffic.records() / seconds);
            figures.put(Figures.RECORDS, (double) traffic.records());
            figures.put(Figures.BUSY, busy);
            // The topology's time goes on until it has said the last of what was due in the window.
            for (long more = end; watch.missing() > 0 && more < end + LAST_ONES.toNanos(); more += A_WHILE.toNanos()) {
                Pacing.run(more, traffic.turnsPerSecond(), A_WHILE, next);
            }
            watch.stop();
            reader.join();
            figures.putAll(watch.figures());
            return figures;
        } finally {
            watch.stop();
        }
    }

    private static double busySinceLastAsked() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getCpuLoad();
    }

    /**
     * An output.
     *
     * @param causes tells from a record by what it was caused; the reader's alone
     * @param expected what is still to come, and when its cause was due
     * @param latencies of what has come; the reader's alone until it has ended
     */
    private record Lane(
            Output output, Function<byte[], String> causes, Map<String, Long> expected, Latencies latencies) {}

    /** Reads the outputs. */
    private final class Watch implements Runnable {

        private final Map<Output, Lane> lanes = new EnumMap<>(Output.class);
        private final long end;
        private volatile boolean stopped;
        private long unexpected;

        Watch(long from, long end, double perSecond) {
            this.end = end;
            for (Output output : Output.values()) {
                lanes.put(
                        output,
                        new Lane(
                                output,
                                output.causes(house.stack().registryUrl()),
                                new ConcurrentHashMap<>(),
                                new Latencies(from, end, perSecond)));
            }
        }

        void expect(Output output, String cause, long due) {
            requireNonNull(lanes.get(output)).expected().put(cause, due);
        }

        @Override
        public void run() {
            Map<String, Lane> byTopic =
                    lanes.values().stream().collect(toMap(lane -> lane.output().topic(), lane -> lane));
            try (KafkaConsumer<String, byte[]> consumer = Outputs.consumer(house.bootstrapServers())) {
                List<TopicPartition> partitions = byTopic.keySet().stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (!stopped) {
                    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                    long seen = System.nanoTime();
                    records.forEach(record -> take(requireNonNull(byTopic.get(record.topic())), record.value(), seen));
                }
            }
        }

        private void take(Lane lane, byte[] value, long seen) {
            String cause = lane.causes().apply(value);
            @Nullable Long due = lane.expected().remove(cause);
            if (due != null) {
                lane.latencies().add(due, seen);
            } else if (!cause.equals(Output.INVOICE_READ_LATE)) {
                unexpected++;
            }
        }

        /** What was due before the end of the window and has not come. */
        long missing() {
            return lanes.values().stream()
                    .flatMap(lane -> lane.expected().values().stream())
                    .filter(due -> due < end)
                    .count();
        }

        void stop() {
            stopped = true;
        }

        /** After the reader has ended. */
        Map<String, Double> figures() {
            Map<String, Double> figures = new TreeMap<>();
            for (Lane lane : lanes.values()) {
                Latencies of = lane.latencies();
                if (of.count() == 0) {
                    throw new StackException(
                            "There was nothing in " + lane.output().topic() + ": the window is too short.");
                }
                figures.put(Figures.count(lane.output()), (double) of.count());
                figures.put(Figures.p50(lane.output()), of.percentileMillis(0.5));
                figures.put(Figures.p99(lane.output()), of.percentileMillis(0.99));
                figures.put(Figures.longest(lane.output()), of.percentileMillis(1));
            }
            figures.put(Figures.MISSING, (double) missing());
            figures.put(Figures.WRONG, (double) (missing() + unexpected));
            return figures;
        }
    }
}
