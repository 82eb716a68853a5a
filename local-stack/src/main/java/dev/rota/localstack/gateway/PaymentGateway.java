package dev.rota.localstack.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import java.net.URI;
import java.nio.file.Path;
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

    private static final int PAGE = 1_000;

    private final URI url;
    private final JsonClient client;
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
        client = new JsonClient("payment gateway", url);
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
        client.put("/behaviour", behaviour);
    }

    /** How it behaves now. */
    public Behaviour behaviour() {
        return client.get("/behaviour", new TypeReference<>() {});
    }

    /** What was booked for a key; empty if nothing was. */
    public Optional<LedgerEntry> entry(String key) {
        return client.find("/ledger/" + JsonClient.encode(key), new TypeReference<>() {});
    }

    /** Everything that was booked, in order. */
    public List<LedgerEntry> ledger() {
        List<LedgerEntry> all = new ArrayList<>();
        List<LedgerEntry> page = page("");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page("&after=" + JsonClient.encode(page.getLast().idempotencyKey()));
        }
        return List.copyOf(all);
    }

    private List<LedgerEntry> page(String after) {
        return client.get("/ledger?limit=" + PAGE + after, new TypeReference<>() {});
    }

    /** The ledger in numbers. */
    public LedgerSummary summary() {
        return client.get("/ledger/summary", new TypeReference<>() {});
    }
}
