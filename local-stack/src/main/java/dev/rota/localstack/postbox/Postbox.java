package dev.rota.localstack.postbox;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.JsonClient;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The postbox as a process; {@code PostboxServer} describes what it offers over HTTP. It keeps the latest 100,000 messages in
 * memory; a restart loses them and its behaviour. Thread-safe.
 */
public final class Postbox {

    /** The component's name, and by which its HTTP port is moved. */
    public static final String NAME = "postbox";

    /** The name by which its SMTP port is moved. */
    public static final String SMTP = "smtp";

    /** Where it listens for HTTP unless it is moved. */
    public static final int USUAL_PORT = PostboxSettings.USUAL_HTTP_PORT;

    /** Where it listens for SMTP unless it is moved. */
    public static final int USUAL_SMTP_PORT = PostboxSettings.USUAL_SMTP_PORT;

    private static final int PAGE = 1_000;

    private final URI url;
    private final int smtpPort;
    private final JsonClient client;
    private final Component component;

    /**
     * Prepares the postbox; nothing starts yet.
     *
     * @param home where this library was built
     * @param logs folder that receives its log file
     * @param port the port it listens on for HTTP
     * @param smtpPort the port it listens on for SMTP
     * @param onFailure told when the process ends although nobody asked it to
     */
    public Postbox(RotaHome home, Path logs, int port, int smtpPort, Consumer<Component> onFailure) {
        url = URI.create("http://" + Ports.HOST + ":" + port);
        this.smtpPort = smtpPort;
        client = new JsonClient(NAME, url);
        Path log = logs.resolve(NAME + ".log");
        component = new Component(
                NAME,
                url.toString(),
                log,
                () -> launch(home, port, smtpPort, log),
                HttpProbe.ok(url.resolve("/health")),
                OptionalLong::empty,
                onFailure);
    }

    private static ProcessSpec launch(RotaHome home, int port, int smtpPort, Path log) {
        return ProcessSpec.java(
                home,
                List.of(
                        // Room for all the messages that are kept, of some 2,000 characters each.
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // The mail server's library tells of every step at INFO.
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"),
                List.of("-cp", home.stackClassPath(), PostboxServer.class.getName()),
                Map.of(
                        PostboxSettings.HTTP_PORT, Integer.toString(port),
                        PostboxSettings.SMTP_PORT, Integer.toString(smtpPort)),
                log);
    }

    public Component component() {
        return component;
    }

    /** Its base URL, the same however often it is started again. */
    public URI url() {
        return url;
    }

    /** The port on {@link Ports#HOST} that takes mail, the same however often it is started again. */
    public int smtpPort() {
        return smtpPort;
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

    /** What came by one channel since the process started, in order, as far as it is kept. */
    public List<Message> messages(Channel channel) {
        List<Message> all = new ArrayList<>();
        List<Message> page = page(channel, 0);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page(channel, page.getLast().number());
        }
        return List.copyOf(all);
    }

    private List<Message> page(Channel channel, long after) {
        return client.get(
                "/messages?channel=" + channel.label() + "&limit=" + PAGE + "&after=" + after,
                new TypeReference<>() {});
    }

    /** The postbox in numbers. */
    public PostboxSummary summary() {
        return client.get("/messages/summary", new TypeReference<>() {});
    }
}
