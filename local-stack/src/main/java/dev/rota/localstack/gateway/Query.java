package dev.rota.localstack.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request's query; a parameter that is empty counts as not given, and every refusal names the one at fault. */
public final class Query {

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** The query of a request; of a parameter that is given twice the last one counts. */
    public static Query of(HttpExchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return new Query(parameters);
    }

    /** A parameter as it was given. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * A parameter that is a number.
     *
     * @param otherwise what it is when it is not given
     * @throws Refusal if it is not a number, or out of bounds
     */
    public long number(String name, long least, long most, long otherwise) {
        return text(name).map(given -> number(name, given, least, most)).orElse(otherwise);
    }

    private static long number(String name, String given, long least, long most) {
        try {
            long number = Long.parseLong(given);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw Refusal.badRequest(name + " must be from " + least + " to " + most + ", not " + given + ".");
    }
}
