package dev.rota.lab.bench.billing;

import dev.rota.lab.bench.DisposableStack;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.PaymentGateway;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * What billing-service needs, and at most one replica of it, each a process of its own. Belongs to one thread, but for
 * {@link #close}, which Ctrl-C calls as well.
 */
final class BillingHouse implements AutoCloseable {

    private static final String GROUP = "billing";
    private static final int LOOK_MILLIS = 20;
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final DisposableStack disposable;
    private final LocalStack stack;
    private final Path log;
    private final BillingTables tables;
    private final OrderFeed feed;
    private final HttpClient http = HttpClient.newHttpClient();

    private BillingHouse(DisposableStack disposable, Path log) throws SQLException {
        this.disposable = disposable;
        this.log = log;
        stack = disposable.stack();
        tables = new BillingTables(stack.postgres().createDatabase(Service.BILLING_SERVICE.database()));
        feed = new OrderFeed(stack);
    }

    /**
     * Starts all but the service, which runs once for as long as it takes to make its tables.
     *
     * @param data folder of the data, emptied first and deleted at the end
     * @param log receives what the service logs in its last run
     * @param settings environment variables of the service
     */
    static BillingHouse open(Path data, Path log, Map<String, String> settings) throws SQLException {
        LocalStack.Builder builder = LocalStack.builder().data(data).with(Service.BILLING_SERVICE, 1);
        settings.forEach((name, value) -> builder.setting(Service.BILLING_SERVICE, name, value));
        DisposableStack disposable = DisposableStack.start(builder);
        try {
            BillingHouse house = new BillingHouse(disposable, log);
            house.stopService();
            return house;
        } catch (SQLException | RuntimeException e) {
            disposable.close();
            throw e;
        }
    }

    BillingTables tables() {
        return tables;
    }

    OrderFeed feed() {
        return feed;
    }

    PaymentGateway gateway() {
        return stack.gateway();
    }

    /** Starts the replica; what comes is done when it joins its group, which may be before it is ready. */
    CompletableFuture<Void> startService() {
        return CompletableFuture.runAsync(() -> stack.scale(Service.BILLING_SERVICE, 1));
    }

    void stopService() {
        stack.scale(Service.BILLING_SERVICE, 0);
    }

    /** How far billing is. */
    @FunctionalInterface
    interface Progress {
        long done() throws SQLException;
    }

    /**
     * Watches the service until the window has ended.
     *
     * @param start of the service; if it fails, so does this
     * @throws StackException if there is no progress for a minute
     */
    void watch(CompletableFuture<Void> start, Progress progress, Window window)
            throws SQLException, InterruptedException {
        long last = 0;
        long lastChange = System.nanoTime();
        while (!window.hasEnded()) {
            long done = progress.done();
            window.progress(done);
            if (done > last) {
                last = done;
                lastChange = System.nanoTime();
            } else if (System.nanoTime() - lastChange > STALLED.toNanos()) {
                throw new StackException("billing-service got to " + done + " and no further.");
            }
            if (start.isCompletedExceptionally()) {
                join(start);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        join(start);
    }

    private static void join(CompletableFuture<Void> start) {
        try {
            start.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StackException cause ? cause : e;
        }
    }

    /**
     * Waits until the group has committed to the end of the topic: whatever it was to do, it has done.
     *
     * @throws StackException if that takes more than a minute
     */
    void awaitDrained() throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + STALLED.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            while (committed(admin) < sent(admin)) {
                if (System.nanoTime() > deadline) {
                    throw new StackException("billing-service does not commit to the end of " + OrderFeed.TOPIC + ".");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    private static long committed(Admin admin) throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(OrderFeed.TOPIC) && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    private static long sent(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest =
                admin.describeTopics(List.of(OrderFeed.TOPIC)).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** What the service and the database have spent so far, and what the service says of the gateway. */
    Window.Cost costWithGateway() {
        return new Window.Cost(
                serviceCpu(),
                databaseCpu(),
                GatewayCalls.of(http, stack.service(Service.BILLING_SERVICE).url()));
    }

    /** What the service and the database have spent so far. */
    Window.Cost cost() {
        return new Window.Cost(serviceCpu(), databaseCpu(), GatewayCalls.NONE);
    }

    Duration databaseCpu() {
        return stack.postgres().component().pid().stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(server ->
                        server.stream().flatMap(process -> Stream.concat(Stream.of(process), process.descendants())))
                .map(BillingHouse::cpu)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Duration serviceCpu() {
        return stack.service(Service.BILLING_SERVICE).components().stream()
                .flatMap(replica -> replica.pid().stream().boxed())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .map(BillingHouse::cpu)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws SQLException {
        try (disposable) {
            keepLog();
            tables.close();
            http.close();
        }
    }

    private void keepLog() {
        Path written = stack.data().resolve("logs/billing-service-1.log");
        try {
            if (Files.exists(written)) {
                Files.createDirectories(log.toAbsolutePath().getParent());
                Files.copy(written, log, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            System.err.println("rota: " + written + " cannot be kept: " + e.getMessage());
        }
    }
}
