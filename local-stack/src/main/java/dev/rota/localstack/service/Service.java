package dev.rota.localstack.service;

import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The services of the house, in the order in which they are listed. Some are the same image, told who they are. */
public enum Service {
    LAG_MONITOR("lag-monitor", 8080),
    ORDER_PRODUCER("order-producer", 8081),
    BILLING_SERVICE("billing-service", 8082),
    ANALYTICS_SERVICE("analytics-service", 8083),
    HOUSEKEEPING(Service.DEPARTMENT, 8084),
    PHARMACY(Service.DEPARTMENT, 8085),
    EMAIL(Service.DEPARTMENT, 8086),
    SMS(Service.DEPARTMENT, 8087),
    AMBULANCE_ALERTS(Service.DEPARTMENT, 8088);

    private static final String DEPARTMENT = "department-service";

    private final String module;
    private final int defaultPort;

    Service(String module, int defaultPort) {
        this.module = module;
        this.defaultPort = defaultPort;
    }

    /** What the service is called at the terminal: {@code ambulance-alerts}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The module that it is built in. */
    public String module() {
        return module;
    }

    /** Port of the first replica unless it is moved; further replicas take free ones. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Environment variables by which a service differs in a local stack from its own defaults. */
    public Map<String, String> localSettings() {
        return switch (this) {
            // A person at the terminal sees a rebalance as it happens.
            case LAG_MONITOR ->
                Map.of(
                        "ROTA_LAG_MONITOR_INTERVAL", "1S",
                        "ROTA_LAG_MONITOR_CLUSTER", "local",
                        // As BrokerConfig has it for the consumer and streams protocols.
                        "ROTA_LAG_MONITOR_SESSION_TIMEOUT", "10S");
            case ORDER_PRODUCER, BILLING_SERVICE -> Map.of();
            // Replicas ask each other, each at the port that it was given.
            case ANALYTICS_SERVICE -> Map.of("ROTA_ANALYTICS_ADVERTISED", Ports.HOST + ":${quarkus.http.port}");
            case HOUSEKEEPING, PHARMACY, EMAIL, SMS, AMBULANCE_ALERTS -> Map.of("ROTA_DEPARTMENT_NAME", label());
        };
    }

    /** Whether it has a database of its own. */
    public boolean usesDatabase() {
        return this == BILLING_SERVICE || module.equals(DEPARTMENT);
    }

    /** Whether it takes money through the payment gateway. */
    public boolean usesGateway() {
        return this == BILLING_SERVICE;
    }

    /** Whether it tells customers something, and the postbox stands for those who deliver that. */
    public boolean usesPostbox() {
        return this == EMAIL || this == SMS;
    }

    /** Whether its replicas keep something in a folder, each in its own. */
    public boolean usesStateFolder() {
        return this == ANALYTICS_SERVICE;
    }

    /** Whether a house starts with a replica of it; one that does not waits to be scaled up. */
    public boolean startsWithTheHouse() {
        return this != SMS;
    }

    /** Name of its database: {@code billing} for {@code billing-service}. */
    public String database() {
        return label().replaceFirst("-service$", "").replace('-', '_');
    }

    /**
     * The service of a name.
     *
     * @throws StackException if there is none; the message lists those there are
     */
    public static Service of(String label) {
        return Arrays.stream(values())
                .filter(service -> service.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no service " + label + "; there are "
                        + Arrays.stream(values()).map(Service::label).collect(Collectors.joining(", ")) + "."));
    }
}
