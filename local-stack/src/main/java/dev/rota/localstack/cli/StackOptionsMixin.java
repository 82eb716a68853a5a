package dev.rota.localstack.cli;

import dev.rota.localstack.Lifetime;
import dev.rota.localstack.StackOptions;
import dev.rota.localstack.service.Service;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code up} and {@code dev} have in common. */
final class StackOptionsMixin {

    @Mixin
    private DataOption data;

    @Option(names = "--fresh", description = "Throw away the data of earlier runs first.")
    private boolean fresh;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Kafka brokers; with 3, topics have 3 copies of which 2 must be in sync. Default: ${DEFAULT-VALUE}.")
    private int brokers;

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            description =
                    "Moves kafka, registry, postgres, payment-gateway, postbox, smtp (the postbox's port for mail) or a service"
                            + " to another port; 0 is a free one. Repeatable.")
    private Map<String, Integer> ports = Map.of();

    @Option(names = "--free-ports", description = "Free ports for everything that --port does not name.")
    private boolean freePorts;

    @Option(names = "--idle", description = "Start no simulated traffic.")
    private boolean idle;

    StackOptions toOptions(Map<Service, Integer> services) {
        return new StackOptions(
                data.path(),
                fresh,
                brokers,
                true,
                true,
                true,
                true,
                services,
                Map.of(),
                ports,
                freePorts,
                Lifetime.LASTING);
    }

    boolean idle() {
        return idle;
    }
}
