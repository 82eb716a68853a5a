package dev.rota.lagmonitor;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** Who is told of alerts: a real HTTP server and a real mail server, which keep what they are told. */
public final class Receivers implements QuarkusTestResourceLifecycleManager {

    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

    /** A test's field that wants them. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Told {}

    /**
     * One request.
     *
     * @param key its Idempotency-Key
     * @param authorization its header of that name
     */
    record Call(String path, String key, String authorization, JsonPath body) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private HttpServer http;
    private SMTPServer smtp;
    private int port;

    @Override
    public Map<String, String> start() {
        open();
        smtp = SMTPServer.port(0)
                .bindAddress(HOST)
                .hostName("receiver")
                .messageHandlerFactory(_ -> new Mailbox(mails))
                .build();
        smtp.start();
        return Map.of(
                "rota.lag-monitor.alerts.webhook.url",
                "http://127.0.0.1:" + port + "/webhook",
                "rota.lag-monitor.alerts.slack.url",
                "http://127.0.0.1:" + port + "/slack",
                "quarkus.mailer.host",
                "127.0.0.1",
                "quarkus.mailer.port",
                Integer.toString(smtp.getPortAllocated()),
                "quarkus.mailer.mock",
                "false");
    }

    /** Takes requests, on the same port as before. */
    void open() {
        try {
            http = HttpServer.create(new InetSocketAddress(HOST, port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = http.getAddress().getPort();
        http.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                calls.add(new Call(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                        exchange.getRequestHeaders().getFirst("Authorization"),
                        JsonPath.from(body)));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        http.start();
    }

    /** Takes no more requests. */
    void close() {
        http.stop(0);
    }

    /** What the webhook was told of a rule, in order. */
    List<Call> webhook(String rule) {
        return calls.stream()
                .filter(call -> call.path().equals("/webhook")
                        && call.body().getString("rule").equals(rule))
                .toList();
    }

    /** Messages to Slack whose text contains this. */
    List<Call> slack(String text) {
        return calls.stream()
                .filter(call -> call.path().equals("/slack")
                        && call.body().getString("text").contains(text))
                .toList();
    }

    /** Mails that contain this. */
    List<String> mails(String text) {
        return mails.stream().filter(mail -> mail.contains(text)).toList();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.AnnotatedAndMatchesType(Told.class, Receivers.class));
    }

    @Override
    public void stop() {
        http.stop(0);
        smtp.stop();
    }

    /** Keeps one mail after the other; has no mailbox for nobody. */
    private record Mailbox(List<String> mails) implements MessageHandler {
        @Override
        public void from(String sender) {}

        @Override
        public void recipient(String recipient) throws RejectException {
            if (recipient.startsWith("nobody@")) {
                throw new RejectException(550, "There is no such mailbox");
            }
        }

        @Override
        public String data(InputStream in) throws IOException {
            mails.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return null;
        }

        @Override
        public void done() {}
    }
}
