package dev.rota.lab.bench.billing;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalDouble;

/**
 * What the service's own timer says of its calls to the payment gateway, since it started.
 *
 * @param calls how many have ended
 * @param seconds what they took together
 */
record GatewayCalls(double calls, double seconds) {

    static final GatewayCalls NONE = new GatewayCalls(0, 0);

    private static final String TIMER = "rota_billing_gateway_calls_seconds";

    /**
     * Reads the timer.
     *
     * @throws StackException if the service does not answer with its metrics
     */
    static GatewayCalls of(HttpClient http, URI service) {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/q/metrics"))
                .header("Accept", "text/plain")
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new StackException(request.uri() + " answered " + answer.statusCode() + ".");
            }
            return new GatewayCalls(sum(answer.body(), TIMER + "_count"), sum(answer.body(), TIMER + "_sum"));
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while reading metrics.", e);
        }
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How long one call took on average from the earlier reading to this; empty if none ended in between. */
    OptionalDouble secondsPerCallSince(GatewayCalls earlier) {
        return calls > earlier.calls
                ? OptionalDouble.of((seconds - earlier.seconds) / (calls - earlier.calls))
                : OptionalDouble.empty();
    }
}
