package dev.rota.localstack.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The payment gateway as a process; {@code GatewayServer} describes what it offers over HTTP. Its ledger survives
 * restarts, its behaviour does not. Thread-safe.
 */
public final class PaymentGateway {

    /** The component's name, and by which its port is moved. */
    public static final String NAME = "payment-gateway";

    /** Where it listens unless it is moved. */
    public static final int USUAL_PORT = GatewaySettings.USUAL_PORT;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int PAGE = 1_000;
    private static final int NOT_FOUND = 404;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI url;
    private final Component component;

    /**
     * Prepares the gateway; nothing starts yet.
     *
     * @param home where this library was built
     * @param data folder of its ledger
     * @param logs folder that receives its log file
     * @param port the port it listens on
     * @param onFailure told when the process ends although nobody asked it to
     */
    public PaymentGateway(RotaHome home, Path data, Path logs, int port, Consumer<Component> onFailure) {
        url = URI.create("http://" + Ports.HOST + ":" + port);
        Path log = logs.resolve(NAME + ".log");
        component = new Component(
                NAME,
                url.toString(),
                log,
                () -> launch(home, data.resolve("ledger.ndjson"), port, log),
                HttpProbe.ok(url.resolve("/health")),
                OptionalLong::empty,
                onFailure);
    }

    private static ProcessSpec launch(RotaHome home, Path ledger, int port, Path log) {
        return ProcessSpec.java(
                home,
                List.of(
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"),
                List.of("-cp", home.stackClassPath(), GatewayServer.class.getName()),
                Map.of(
                        GatewaySettings.HOST, Ports.HOST,
                        GatewaySettings.PORT, Integer.toString(port),
                        GatewaySettings.LEDGER, ledger.toString()),
                log);
    }

    public Component component() {
        return component;
    }

    /** Its base URL, the same however often it is started again. */
    public URI url() {
        return url;
    }

    /**
     * Behaves like this from now on, until it is told otherwise or started again.
     *
     * @throws StackException if it refuses
     */
    public void behave(Behaviour behaviour) {
        try {
            HttpResponse<byte[]> response = send(request("/behaviour")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(behaviour))));
            requireOk(response);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** How it behaves now. */
    public Behaviour behaviour() {
        return get("/behaviour", new TypeReference<>() {});
    }

    /** What was booked for a key; empty if nothing was. */
    public Optional<LedgerEntry> entry(String key) {
        try {
            HttpResponse<byte[]> response = send(request("/ledger/" + encode(key)));
            return response.statusCode() == NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(Json.MAPPER.readValue(requireOk(response), LedgerEntry.class));
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** Everything that was booked, in order. */
    public List<LedgerEntry> ledger() {
        List<LedgerEntry> all = new ArrayList<>();
        List<LedgerEntry> page = page("");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page("&after=" + encode(page.getLast().idempotencyKey()));
        }
        return List.copyOf(all);
    }

    private List<LedgerEntry> page(String after) {
        return get("/ledger?limit=" + PAGE + after, new TypeReference<>() {});
    }

    /** The ledger in numbers. */
    public LedgerSummary summary() {
        return get("/ledger/summary", new TypeReference<>() {});
    }

    private <T> T get(String path, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(requireOk(send(request(path))), type);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while asking the payment gateway.", e);
        }
    }

    private static byte[] requireOk(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new StackException(
                    "The payment gateway refused " + response.request().method() + " "
                            + response.uri() + " with status " + response.statusCode() + ": "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private UncheckedIOException noAnswer(IOException e) {
        return new UncheckedIOException("The payment gateway at " + url + " does not answer", e);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
