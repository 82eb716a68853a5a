package dev.rota.localstack;

import static java.util.Objects.requireNonNull;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.localstack.gateway.PaymentGateway;
import dev.rota.localstack.kafka.KafkaCluster;
import dev.rota.localstack.kafka.StreamsReset;
import dev.rota.localstack.postbox.Postbox;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.postgres.PostgresServer;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.SideBySide;
import dev.rota.localstack.registry.SchemaRegistry;
import dev.rota.localstack.service.Service;
import dev.rota.localstack.service.ServiceReplicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The running house: brokers, and as asked for the registry, PostgreSQL, the payment gateway, the postbox and the services, each a
 * process of its own on the loopback address. Thread-safe.
 *
 * <p>A test needs three lines:
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.builder().data(Path.of("target/my-it")).withRegistry().start()) {
 *     stack.bootstrapServers();
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {

    /** A service that drains has this long; then registry and stand-ins, brokers, and database share what is left of 20 s. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final Duration REGISTRY_AND_STAND_INS_STOP = Duration.ofSeconds(2);
    private static final Duration KAFKA_STOP = Duration.ofSeconds(4);
    private static final Duration POSTGRES_STOP = Duration.ofSeconds(3);

    private final RotaHome home;
    private final DataFolder data;
    private final StackListener listener;
    private final Lifetime lifetime;
    private final KafkaCluster kafka;
    private final Optional<PostgresServer> postgres;
    private final Optional<SchemaRegistry> registry;
    private final Optional<PaymentGateway> gateway;
    private final Optional<Postbox> postbox;
    private final Map<Service, ServiceReplicas> services;
    private final Map<Service, Integer> wanted;
    private final Map<Service, Map<String, String>> settings = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private LocalStack(RotaHome root, StackOptions options, DataFolder data, StackListener listener) {
        home = root.startingFast(options.lifetime().startsFast());
        this.data = data;
        this.listener = listener;
        this.lifetime = options.lifetime();
        this.wanted = options.services();
        options.settings().forEach((service, ofService) -> settings.put(service, new ConcurrentHashMap<>(ofService)));
        Path logs = data.logs();
        int kafkaPort = options.portOf("kafka");
        kafka = new KafkaCluster(
                home, data.path(), logs, options.brokers(), id -> id == 1 ? kafkaPort : Ports.free(), listener::failed);
        postgres = options.postgres()
                ? Optional.of(new PostgresServer(
                        home, data.path().resolve("postgres"), logs, options.portOf("postgres"), listener::failed))
                : Optional.empty();
        registry = options.registry()
                ? Optional.of(new SchemaRegistry(
                        home,
                        logs,
                        options.portOf("registry"),
                        () -> postgres().createDatabase("registry"),
                        listener::failed))
                : Optional.empty();
        gateway = options.gateway()
                ? Optional.of(new PaymentGateway(
                        home,
                        data.path().resolve(PaymentGateway.NAME),
                        logs,
                        options.portOf(PaymentGateway.NAME),
                        listener::failed))
                : Optional.empty();
        postbox = options.postbox()
                ? Optional.of(new Postbox(
                        home, logs, options.portOf(Postbox.NAME), options.portOf(Postbox.SMTP), listener::failed))
                : Optional.empty();
        services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            // Also of a service that is left out: dev mode starts that one at its port.
            int port = options.portOf(service.label());
            services.put(
                    service,
                    new ServiceReplicas(home, service, logs, port, () -> environmentOf(service), listener::failed));
        }
    }

    /** A stack on free ports with one broker and nothing else, until told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Prepares a stack and takes its data folder; nothing runs yet.
     *
     * @throws StackException if the folder or a port cannot be had
     */
    public static LocalStack prepare(RotaHome home, StackOptions options, StackListener listener) {
        DataFolder data = DataFolder.open(options);
        try {
            return new LocalStack(home, options, data, listener);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /**
     * Starts what the options name and waits until all of it is ready. Independent parts start side by side.
     *
     * @throws StackException if something cannot be started; whatever had started is stopped again
     */
    public void start() {
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            TopicCatalogue catalogue = TopicCatalogue.load();
            CompletableFuture<Void> topics = allOf(kafka.brokers().stream()
                            .map(broker -> CompletableFuture.runAsync(() -> start(broker), tasks)))
                    .thenRunAsync(() -> kafka.createTopics(catalogue), tasks);
            CompletableFuture<Void> schemas = CompletableFuture.runAsync(
                            () -> postgres.map(PostgresServer::component).ifPresent(this::start), tasks)
                    .thenRunAsync(() -> registry.ifPresent(server -> startRegistry(server, catalogue)), tasks);
            CompletableFuture<Void> outside =
                    allOf(standIns().map(standIn -> CompletableFuture.runAsync(() -> start(standIn), tasks)));
            allOf(Stream.of(topics, schemas, outside))
                    .thenCompose(ready -> allOf(wanted.entrySet().stream()
                            .map(entry ->
                                    CompletableFuture.runAsync(() -> scale(entry.getKey(), entry.getValue()), tasks))))
                    .join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof StackException cause
                    ? cause
                    : new StackException("The stack cannot start: " + e.getCause(), e);
        }
    }

    private void startRegistry(SchemaRegistry server, TopicCatalogue catalogue) {
        start(server.component());
        server.register(catalogue);
    }

    private static CompletableFuture<Void> allOf(Stream<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    /** What stands for others than the house. */
    private Stream<Component> standIns() {
        return Stream.concat(gateway.map(PaymentGateway::component).stream(), postbox.map(Postbox::component).stream());
    }

    private void start(Component component) {
        start(component, Component::start);
    }

    private void start(Component component, Consumer<Component> how) {
        requireOpen();
        how.accept(component);
        listener.ready(component);
    }

    private void requireOpen() {
        if (closing) {
            throw new StackException("The stack is stopping.");
        }
    }

    private Map<String, String> environmentOf(Service service) {
        Map<String, String> environment = new HashMap<>(service.localSettings());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        registry.ifPresent(server -> environment.put("KAFKA_APICURIO_REGISTRY_URL", server.url()));
        if (service.usesGateway()) {
            gateway.ifPresent(server ->
                    environment.put("ROTA_BILLING_GATEWAY_URL", server.url().toString()));
        }
        if (service.usesStateFolder()) {
            // Each replica's name is put in by itself; dev mode has none.
            environment.put("ROTA_ANALYTICS_STATE_DIR", data.path().resolve(service.label()) + "/${rota.instance:dev}");
        }
        if (service.usesPostbox()) {
            postbox.ifPresent(server -> {
                environment.put("QUARKUS_MAILER_HOST", Ports.HOST);
                environment.put("QUARKUS_MAILER_PORT", Integer.toString(server.smtpPort()));
                environment.put(
                        "ROTA_MESSAGES_SMS_URL", server.url().resolve("/sms").toString());
            });
        }
        if (service.usesDatabase()) {
            Database database = postgres().createDatabase(service.database());
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
            environment.put("QUARKUS_DATASOURCE_USERNAME", database.username());
            environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        }
        environment.putAll(settings.getOrDefault(service, Map.of()));
        return environment;
    }

    /** Sets an environment variable as {@link Builder#setting} does, for replicas that are started from now on. */
    public void setting(Service service, String name, String value) {
        settings.computeIfAbsent(service, _ -> new ConcurrentHashMap<>()).put(name, value);
    }

    /**
     * The variables a service needs to find this stack when it is started by other means, such as dev mode.
     *
     * @param service which one
     */
    public Map<String, String> environmentFor(Service service) {
        return Map.copyOf(environmentOf(service));
    }

    public KafkaCluster kafka() {
        return kafka;
    }

    /** What Kafka clients connect to. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /**
     * The database server.
     *
     * @throws StackException if this stack has none
     */
    public PostgresServer postgres() {
        return postgres.orElseThrow(() -> new StackException("This stack was started without PostgreSQL."));
    }

    /**
     * The schema registry.
     *
     * @throws StackException if this stack has none
     */
    public SchemaRegistry registry() {
        return registry.orElseThrow(() -> new StackException("This stack was started without a schema registry."));
    }

    /** What serializers are given as {@code apicurio.registry.url}. */
    public String registryUrl() {
        return registry().url();
    }

    /**
     * The payment gateway.
     *
     * @throws StackException if this stack has none
     */
    public PaymentGateway gateway() {
        return gateway.orElseThrow(() -> new StackException("This stack was started without a payment gateway."));
    }

    /**
     * The postbox.
     *
     * @throws StackException if this stack has none
     */
    public Postbox postbox() {
        return postbox.orElseThrow(() -> new StackException("This stack was started without a postbox."));
    }

    /** The replicas of one service. */
    public ServiceReplicas service(Service service) {
        return requireNonNull(services.get(service));
    }

    /**
     * Brings a service to a number of replicas and waits until they are ready, or gone.
     *
     * @param service which one
     * @param replicas 0 or more
     * @throws StackException if one cannot be started
     */
    public void scale(Service service, int replicas) {
        requireOpen();
        ServiceReplicas group = service(service);
        List<Component> before =
                group.components().stream().filter(Component::isRunning).toList();
        group.scale(replicas, DRAIN);
        List<Component> after = group.components();
        after.stream().filter(replica -> !before.contains(replica)).forEach(listener::ready);
        before.stream().filter(replica -> !after.contains(replica)).forEach(listener::stopped);
    }

    /** Everything this stack has started or can start, in the order in which it comes up. */
    public List<Component> components() {
        List<Component> all = new ArrayList<>(kafka.brokers());
        postgres.map(PostgresServer::component).ifPresent(all::add);
        registry.map(SchemaRegistry::component).ifPresent(all::add);
        standIns().forEach(all::add);
        services.values().forEach(replicas -> all.addAll(replicas.components()));
        return List.copyOf(all);
    }

    /**
     * One component by its name.
     *
     * @throws StackException if there is none; the message lists those there are
     */
    public Component component(String name) {
        return components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no component " + name + "; there are "
                        + String.join(
                                ", ", components().stream().map(Component::name).toList()) + "."));
    }

    /**
     * Starts a component that was killed or has failed, and waits until it is ready. A replica waits for its service to be scaled or reset
     * first, where that is under way.
     *
     * @throws StackException if there is no such component, or it cannot be started
     */
    public void start(String name) {
        Component component = component(name);
        services.values().stream()
                .filter(replicas -> replicas.components().contains(component))
                .findFirst()
                .ifPresentOrElse(replicas -> start(component, replicas::start), () -> start(component));
    }

    /**
     * Ends a component as {@code kill -9} does.
     *
     * @throws StackException if there is no such component
     */
    public void kill(String name) {
        Component component = component(name);
        component.kill();
        listener.stopped(component);
    }

    /**
     * Takes a service that counts with Kafka Streams back to its beginning: when it is started again, it reads its inputs from their first
     * record, and writes its outputs once more. What it had counted is gone. None of its replicas can be started meanwhile.
     *
     * @throws StackException if it is another kind of service, or runs, or its group has members all the same, such as one in dev mode: nothing
     *     is deleted then; or if it fails half-way, and has to be reset again before it is started
     */
    public void reset(Service service) {
        if (!service.usesStateFolder()) {
            throw new StackException(service.label() + " keeps nothing that could be reset.");
        }
        service(service).whileStopped(() -> {
            new StreamsReset(
                            home,
                            bootstrapServers(),
                            groupOf(service),
                            data.logs().resolve("reset.log"))
                    .run();
            // Last: until here it was not certain that nobody works in it. It has to go before a replica starts, whose
            // store would be taken
            // for what is in a changelog that begins anew.
            data.delete(service.label());
        });
    }

    private String groupOf(Service service) {
        return environmentOf(service).getOrDefault("ROTA_ANALYTICS_APPLICATION_ID", "order-analytics");
    }

    /** The folder of all data and logs. */
    public Path data() {
        return data.path();
    }

    /**
     * Stops everything within 20 s, or 20 s more for each archive that is written, those who use a thing before the thing they use. Where nobody reads the data again, all but the database,
     * which would leave shared memory behind, is killed instead; those that have an archive to write may write it first.
     */
    @Override
    public void close() {
        closing = true;
        if (lifetime.isDisposable()) {
            writeArchives();
            kill(components().stream().filter(component -> !isDatabase(component)));
        }
        stop(services.values().stream().flatMap(replicas -> replicas.components().stream()), DRAIN);
        stop(Stream.concat(registry.map(SchemaRegistry::component).stream(), standIns()), REGISTRY_AND_STAND_INS_STOP);
        stop(kafka.brokers().stream(), KAFKA_STOP);
        stop(postgres.map(PostgresServer::component).stream(), POSTGRES_STOP);
        data.close();
    }

    /** One process of each program that has none, and those who use a thing before the thing they use. */
    private void writeArchives() {
        Map<Path, Component> writers = new LinkedHashMap<>();
        components()
                .reversed()
                .forEach(component -> component
                        .archive()
                        .filter(archive -> !archive.isWritten())
                        .ifPresent(archive -> writers.putIfAbsent(archive.file(), component)));
        for (Component writer : writers.values()) {
            try {
                writer.stopAndKeepArchive();
            } catch (StackException _) {
                // The next one writes it; whatever runs has to be ended all the same.
            }
        }
    }

    private boolean isDatabase(Component component) {
        return postgres.map(PostgresServer::component).filter(component::equals).isPresent();
    }

    private void kill(Stream<Component> components) {
        List<Component> running = components.filter(Component::isRunning).toList();
        SideBySide.forEach(running, component -> {
            component.kill();
            listener.stopped(component);
        });
    }

    private void stop(Stream<Component> components, Duration deadline) {
        List<Component> running = components.filter(Component::isRunning).toList();
        SideBySide.forEach(running, component -> {
            component.stop(deadline);
            listener.stopped(component);
        });
    }

    /** Says what a test needs; everything is on free ports and in a folder that is emptied first. */
    public static final class Builder {

        private Path data = Path.of("target", "local-stack");
        private int brokers = 1;
        private boolean postgres;
        private boolean registry;
        private boolean gateway;
        private boolean postbox;
        private final Map<Service, Integer> services = new EnumMap<>(Service.class);
        private final Map<Service, Map<String, String>> settings = new EnumMap<>(Service.class);
        private Lifetime lifetime = Lifetime.SHORT;

        private Builder() {}

        /** Folder of all data and logs, emptied at the start; {@code target/local-stack} otherwise. */
        public Builder data(Path folder) {
            data = folder;
            return this;
        }

        /** Number of brokers, 1 to 9; 1 otherwise. */
        public Builder brokers(int count) {
            brokers = count;
            return this;
        }

        /** Adds PostgreSQL. */
        public Builder withPostgres() {
            postgres = true;
            return this;
        }

        /** Adds the schema registry, and PostgreSQL where it keeps its data. */
        public Builder withRegistry() {
            registry = true;
            return withPostgres();
        }

        /** Adds the payment gateway. */
        public Builder withGateway() {
            gateway = true;
            return this;
        }

        /** Adds the postbox. */
        public Builder withPostbox() {
            postbox = true;
            return this;
        }

        /** Adds replicas of a service, and what it needs. */
        public Builder with(Service service, int replicas) {
            services.put(service, replicas);
            gateway |= service.usesGateway();
            postbox |= service.usesPostbox();
            return withRegistry();
        }

        /**
         * Sets an environment variable for every replica of a service. It wins over what the stack itself would set, where
         * Kafka is for instance; only address, port and name of a replica stay the stack's.
         *
         * @param service whose; it is not added by this
         * @param name of the variable; {@code ROTA_BILLING_CONSUMER_CHARGING} is the property
         *     {@code rota.billing.consumer.charging}, {@code JAVA_TOOL_OPTIONS} has options for the JVM
         * @param value of the variable
         */
        public Builder setting(Service service, String name, String value) {
            settings.computeIfAbsent(service, _ -> new HashMap<>()).put(name, value);
            return this;
        }

        /** A measurement, which takes processes at their full speed; a test otherwise. */
        public Builder measured() {
            lifetime = Lifetime.MEASURED;
            return this;
        }

        /**
         * Starts the stack and waits until it is ready.
         *
         * @throws StackException if something cannot be started
         */
        public LocalStack start() {
            LocalStack stack = LocalStack.prepare(
                    RotaHome.locate(),
                    new StackOptions(
                            data, true, brokers, postgres, registry, gateway, postbox, services, settings, Map.of(),
                            true, lifetime),
                    new StackListener() {});
            stack.start();
            return stack;
        }
    }
}
