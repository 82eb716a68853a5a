package dev.rota.standins;

import dev.rota.localstack.gateway.GatewayServer;
import dev.rota.localstack.postbox.PostboxServer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The program of the image {@code rota/stand-ins}: one of the two, by its name. */
public final class StandIns {

    private static final Map<String, Consumer<String[]>> PROGRAMS =
            Map.of("payment-gateway", GatewayServer::main, "postbox", PostboxServer::main);

    private StandIns() {}

    /** Runs until SIGTERM; ends with 2 where the one argument is not the name of a stand-in. */
    public static void main(String[] arguments) {
        Optional.of(arguments)
                .filter(all -> all.length == 1)
                .map(all -> PROGRAMS.get(all[0]))
                .ifPresentOrElse(program -> program.accept(arguments), StandIns::refuse);
    }

    private static void refuse() {
        System.err.println("Name one stand-in: payment-gateway or postbox.");
        System.exit(2);
    }
}
