package dev.rota.localstack.gateway;

import dev.rota.localstack.Ports;
import dev.rota.localstack.StackException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the gateway is told by its environment.
 *
 * @param host {@value #HOST}: the address to listen on, the loopback address if unset
 * @param port {@value #PORT}: 8090 if unset, 0 for a free one
 * @param ledger {@value #LEDGER}: file of all bookings, {@code ledger.ndjson} in the working directory if unset
 * @param operatorToken {@value #OPERATOR_TOKEN}: opens {@code PUT /behaviour} where the address is not a loopback one
 */
record GatewaySettings(String host, int port, Path ledger, Optional<String> operatorToken) {

    static final String HOST = "GATEWAY_HOST";
    static final String PORT = "GATEWAY_PORT";
    static final String LEDGER = "GATEWAY_LEDGER";
    static final String OPERATOR_TOKEN = "GATEWAY_OPERATOR_TOKEN";

    static final int USUAL_PORT = 8090;

    private static final int SHORTEST_TOKEN = 16;

    GatewaySettings {
        if (port < 0 || port > 65_535) {
            throw new StackException(PORT + " must be from 0 to 65535, not " + port + ".");
        }
        if (operatorToken.filter(token -> token.length() < SHORTEST_TOKEN).isPresent()) {
            throw new StackException(OPERATOR_TOKEN + " must have at least " + SHORTEST_TOKEN + " characters.");
        }
    }

    /**
     * Reads the settings; empty is unset.
     *
     * @throws StackException if one makes no sense; the message names it
     */
    static GatewaySettings of(Map<String, String> environment) {
        return new GatewaySettings(
                value(environment, HOST).orElse(Ports.HOST),
                value(environment, PORT).map(GatewaySettings::number).orElse(USUAL_PORT),
                Path.of(value(environment, LEDGER).orElse("ledger.ndjson")),
                value(environment, OPERATOR_TOKEN));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static int number(String port) {
        try {
            return Integer.parseInt(port.strip());
        } catch (NumberFormatException e) {
            throw new StackException(PORT + " must be a number, not " + port + ".", e);
        }
    }

    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
        return host + ":" + port + ", ledger " + ledger;
    }
}
