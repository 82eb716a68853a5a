package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Latencies;
import dev.rota.lab.bench.producer.Contenders.Server;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** What each of them does in a round. For one thread. */
final class ProducerRounds {

    private static final String TOPIC = "order-events";
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    /** So many connections carry the requests that are due: enough that one is free. */
    private static final int OPEN_LOOP_CONNECTIONS = 128;

    /** As {@code kafka-producer-perf-test} reports what came after its warm-up, or all. */
    private static final Pattern PERF_TEST =
            Pattern.compile("(\\d+) records sent, ([0-9.]+) records/sec.*99\\.9th\\..*");

    private final LocalStack stack;
    private final Contenders contenders;
    private final int connections;
    private final Duration warmUp;
    private final Duration window;
    private final long perfTestRecords;

    ProducerRounds(
            LocalStack stack,
            Contenders contenders,
            int connections,
            Duration warmUp,
            Duration window,
            long perfTestRecords) {
        this.stack = stack;
        this.contenders = contenders;
        this.connections = connections;
        this.warmUp = warmUp;
        this.window = window;
        this.perfTestRecords = perfTestRecords;
    }

    /** Single requests, as many as are answered. */
    Map<String, Double> requests(Entrant entrant, Server server) throws InterruptedException, ExecutionException {
        return switch (entrant) {
            case ECHO -> closedLoop(server, "/bench/echo", OK);
            case ORDERS -> closedLoop(server, "/orders", ACCEPTED);
            case EMITTER -> closedLoop(server, "/bench/emitter", ACCEPTED);
            case LINES, PERF_TEST, POST, PRODUCE -> throw new IllegalArgumentException(entrant.label());
        };
    }

    private Map<String, Double> closedLoop(Server server, String path, int status)
            throws InterruptedException, ExecutionException {
        long before = written();
        Window counted = new Window(window, server.process());
        try (RequestLoad load = new RequestLoad(server.url(), connections)) {
            double perSecond =
                    load.closedLoop(Orders.requests(path, server.url().getAuthority()), status, warmUp, counted);
            Map<String, Double> figures =
                    new HashMap<>(Map.of(ProducerFigures.PER_SECOND, perSecond, ProducerFigures.BUSY, counted.busy()));
            if (status == ACCEPTED) {
                figures.put(ProducerFigures.MISSING, (double) Math.max(0, load.answered() - (written() - before)));
            }
            return figures;
        }
    }

    /** Lines of one body. */
    Map<String, Double> lines(Server server) throws InterruptedException, ExecutionException, IOException {
        long before = written();
        Window counted = new Window(window, server.process());
        try (LineLoad load = new LineLoad(server.url(), "/orders")) {
            LineLoad.Outcome outcome = load.run(warmUp, counted);
            return Map.of(
                    ProducerFigures.PER_SECOND,
                    outcome.perSecond(),
                    ProducerFigures.BUSY,
                    counted.busy(),
                    ProducerFigures.MISSING,
                    (double) Math.max(0, outcome.lines() - (written() - before)),
                    ProducerFigures.RECORD_BYTES,
                    recordBytes(server.url()));
        }
    }

    /** Kafka's own benchmark, with records as long. */
    Map<String, Double> perfTest(String name, int recordBytes) throws IOException, InterruptedException {
        List<String> printed = contenders.perfTest(
                name,
                List.of(
                        "--bootstrap-server",
                        stack.bootstrapServers(),
                        "--topic",
                        TOPIC,
                        "--num-records",
                        Long.toString(perfTestRecords),
                        "--warmup-records",
                        Long.toString(perfTestRecords / 2),
                        "--record-size",
                        Integer.toString(recordBytes),
                        "--throughput",
                        "-1",
                        "--command-property",
                        "acks=all",
                        // That of order-producer's lines.
                        "linger.ms=5"));
        Matcher last = printed.stream()
                .map(PERF_TEST::matcher)
                .filter(Matcher::matches)
                .reduce((_, later) -> later)
                .orElseThrow(
                        () -> new StackException("kafka-producer-perf-test printed no result; see its log " + name));
        return Map.of(
                ProducerFigures.PER_SECOND, Double.parseDouble(last.group(2)), ProducerFigures.RECORD_BYTES, (double)
                        recordBytes);
    }

    /** Single requests that are due at a rate. */
    Map<String, Double> post(Server server, double perSecond) throws InterruptedException, ExecutionException {
        try (RequestLoad load = new RequestLoad(server.url(), OPEN_LOOP_CONNECTIONS)) {
            Latencies latencies = load.openLoop(
                    Orders.requests("/orders", server.url().getAuthority()), ACCEPTED, perSecond, warmUp, window);
            return withRate(ProducerFigures.of(latencies), perSecond);
        }
    }

    /** Records sent to Kafka at the same rate, by a program that does nothing else. */
    Map<String, Double> produce(String name, int recordBytes, double perSecond)
            throws IOException, InterruptedException {
        return withRate(
                contenders
                        .bareProducer(
                                name,
                                BareProducer.arguments(
                                        stack.bootstrapServers(),
                                        TOPIC,
                                        recordBytes - Orders.key(0).length(),
                                        perSecond,
                                        warmUp,
                                        window))
                        .values(),
                perSecond);
    }

    private static Map<String, Double> withRate(Map<String, Double> figures, double perSecond) {
        Map<String, Double> all = new HashMap<>(figures);
        all.put(ProducerFigures.RATE, perSecond);
        return all;
    }

    /** Bytes of a record's key and value on average, as the server counts them. */
    double recordBytes(URI server) throws IOException, InterruptedException {
        return new Distribution(server).bytesPerRecord(TOPIC);
    }

    /** How many records there are in the topic. */
    private long written() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(List.of(TOPIC)).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(TOPIC, partition.partition()), OffsetSpec.latest()));
            }
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        }
    }
}
