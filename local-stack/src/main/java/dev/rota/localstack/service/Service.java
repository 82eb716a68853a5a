package dev.rota.localstack.service;

import dev.rota.localstack.StackException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The services of the house, in the order in which they are listed. */
public enum Service {
    LAG_MONITOR(8080),
    ORDER_PRODUCER(8081),
    BILLING_SERVICE(8082);

    private final int defaultPort;

    Service(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The module, and what the service is called at the terminal: {@code billing-service}. */
    public String module() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Port of the first replica unless it is moved; further replicas take free ones. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Environment variables by which a service differs in a local stack from its own defaults. */
    public Map<String, String> localSettings() {
        return switch (this) {
            // A person at the terminal sees a rebalance as it happens.
            case LAG_MONITOR -> Map.of("ROTA_LAG_MONITOR_INTERVAL", "1S", "ROTA_LAG_MONITOR_CLUSTER", "local");
            case ORDER_PRODUCER, BILLING_SERVICE -> Map.of();
        };
    }

    /** Whether it has a database of its own. */
    public boolean usesDatabase() {
        return this == BILLING_SERVICE;
    }

    /** Whether it takes money through the payment gateway. */
    public boolean usesGateway() {
        return this == BILLING_SERVICE;
    }

    /** Name of its database: {@code billing} for {@code billing-service}. */
    public String database() {
        return module().replaceFirst("-service$", "").replace('-', '_');
    }

    /**
     * The service of a module name.
     *
     * @throws StackException if there is none; the message lists those there are
     */
    public static Service of(String module) {
        return Arrays.stream(values())
                .filter(service -> service.module().equals(module))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no service " + module + "; there are "
                        + Arrays.stream(values()).map(Service::module).collect(Collectors.joining(", ")) + "."));
    }
}
