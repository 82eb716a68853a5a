package dev.rota.localstack;

import dev.rota.localstack.gateway.PaymentGateway;
import dev.rota.localstack.postbox.Postbox;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to start and where.
 *
 * @param data folder of all data and logs; made if missing
 * @param fresh whether to empty that folder first
 * @param brokers Kafka brokers, 1 to 9; fixed once the folder has data
 * @param postgres whether PostgreSQL runs
 * @param registry whether the schema registry runs, with the house's schemas in it; needs PostgreSQL
 * @param gateway whether the payment gateway runs
 * @param postbox whether the postbox runs
 * @param services replicas wanted of each service; those not named do not run
 * @param settings environment variables of each service, ahead of what the stack itself would set; those not named have none
 * @param ports moved ports by component ({@code kafka}, {@code registry}, {@code postgres}, {@code payment-gateway},
 *     {@code postbox} or a service, and {@code smtp}, the postbox's port for mail); 0 is a free one
 * @param freePorts whether components that {@code ports} does not name take free ports instead of their usual ones
 * @param lifetime what it is there for
 */
public record StackOptions(
        Path data,
        boolean fresh,
        int brokers,
        boolean postgres,
        boolean registry,
        boolean gateway,
        boolean postbox,
        Map<Service, Integer> services,
        Map<Service, Map<String, String>> settings,
        Map<String, Integer> ports,
        boolean freePorts,
        Lifetime lifetime) {

    static final int MOST_BROKERS = 9;

    private static final Map<String, Integer> USUAL_PORTS = usualPorts();

    public StackOptions {
        data = data.toAbsolutePath().normalize();
        services = services.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(services));
        settings = settings.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
        ports = Map.copyOf(ports);
        if (brokers < 1 || brokers > MOST_BROKERS) {
            throw new StackException("A local stack has 1 to " + MOST_BROKERS + " brokers, not " + brokers + ".");
        }
        if (registry && !postgres) {
            throw new StackException("The schema registry keeps its data in PostgreSQL, which is left out.");
        }
        ports.forEach(StackOptions::requireKnownPort);
    }

    private static void requireKnownPort(String component, int port) {
        if (!USUAL_PORTS.containsKey(component)) {
            throw new StackException("No component " + component + " has a port to move; there are "
                    + String.join(", ", USUAL_PORTS.keySet()) + ".");
        }
        if (port < 0 || port > 65_535) {
            throw new StackException("Port " + port + " for " + component + " is not between 0 and 65535.");
        }
    }

    private static Map<String, Integer> usualPorts() {
        Map<String, Integer> usual = new LinkedHashMap<>();
        usual.put("kafka", 9092);
        usual.put("registry", 8181);
        usual.put("postgres", 5433);
        usual.put(PaymentGateway.NAME, PaymentGateway.USUAL_PORT);
        usual.put(Postbox.NAME, Postbox.USUAL_PORT);
        usual.put(Postbox.SMTP, Postbox.USUAL_SMTP_PORT);
        List.of(Service.values()).forEach(service -> usual.put(service.label(), service.defaultPort()));
        return usual;
    }

    /**
     * Chooses the port of a component, and makes sure that it can be had.
     *
     * @throws StackException if somebody listens there; the message says how to move the component
     */
    int portOf(String component) {
        int usual = Optional.ofNullable(USUAL_PORTS.get(component)).orElseThrow();
        int wanted = Optional.ofNullable(ports.get(component)).orElse(freePorts ? 0 : usual);
        if (wanted == 0) {
            return Ports.free();
        }
        if (!Ports.isFree(wanted)) {
            throw new StackException("Port " + wanted + " of " + component
                    + " is taken by another process: stop that, or move ours with --port " + component
                    + "=0 (a free port) or another number.");
        }
        return wanted;
    }
}
