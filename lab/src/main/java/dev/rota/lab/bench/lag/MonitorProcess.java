package dev.rota.lab.bench.lag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.process.HttpProbe;
import dev.rota.localstack.process.ProcessSpec;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** lag-monitor as it is packaged, a process of its own. For one thread, but for {@link #close}. */
final class MonitorProcess implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(1);
    private static final Duration TICKED_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String TOTAL = "Total";

    private final Component component;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ObjectMapper json = new ObjectMapper();

    private MonitorProcess(Component component) {
        this.component = component;
    }

    /**
     * Starts it; returns when it has sampled the cluster once.
     *
     * @param log receives what it logs; what was there before is lost
     * @param jvm options of its JVM
     * @param settings environment variables
     */
    static MonitorProcess start(LocalStack stack, Path log, List<String> jvm, Map<String, String> settings)
            throws IOException {
        RotaHome home = RotaHome.locate();
        Files.createDirectories(log.resolveSibling("../tmp").normalize());
        Files.deleteIfExists(log);
        int port = Ports.free();
        URI url = URI.create("http://" + Ports.HOST + ":" + port);
        Map<String, String> environment = new HashMap<>(stack.environmentFor(Service.LAG_MONITOR));
        environment.put("QUARKUS_HTTP_HOST", Ports.HOST);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.putAll(settings);
        Component component = new Component(
                Service.LAG_MONITOR.label(),
                url.toString(),
                log,
                () -> ProcessSpec.java(
                        home,
                        jvm,
                        List.of(
                                "-jar",
                                home.service(Service.LAG_MONITOR.module()).toString()),
                        environment,
                        log),
                HttpProbe.ok(url.resolve("/q/health/ready")),
                OptionalLong::empty,
                _ -> {});
        // Not with the parent alone, as others do: a frozen process does not notice.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("kill-monitor").unstarted(component::kill));
        component.start();
        return new MonitorProcess(component);
    }

    /**
     * Returns just after it has published a number of further snapshots: no request of it is under way then.
     *
     * @throws StackException if one of them takes two minutes
     */
    void awaitTicks(int number) throws IOException, InterruptedException {
        for (int tick = 0; tick < number; tick++) {
            long deadline = System.nanoTime() + TICKED_WITHIN.toNanos();
            long before = ageMillis();
            long age = before;
            while (age >= before) {
                if (System.nanoTime() > deadline) {
                    throw new StackException("lag-monitor has published nothing for " + TICKED_WITHIN + ".");
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                before = age;
                age = ageMillis();
            }
        }
    }

    /** How old the latest snapshot is. */
    private long ageMillis() throws IOException, InterruptedException {
        // It may say that it is not ready, where it was frozen for a while: its age is there all the same.
        JsonNode health = json.readTree(get("/q/health/ready").body());
        for (JsonNode check : health.path("checks")) {
            JsonNode age = check.path("data").path("ageMillis");
            if (age.isNumber()) {
                return age.asLong();
            }
        }
        throw new StackException("lag-monitor does not say how old its snapshot is: " + health);
    }

    /** All of its metrics. */
    Scraped scrape() throws IOException, InterruptedException {
        return Scraped.of(metrics());
    }

    /** The answer to a scrape, to its last byte. */
    byte[] metrics() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get("/q/metrics");
        if (answer.statusCode() != 200) {
            throw new StackException("lag-monitor answers a scrape with " + answer.statusCode() + ".");
        }
        return answer.body();
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(component.address() + path))
                .timeout(ANSWERED_WITHIN)
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    /**
     * What is alive on its heap, in bytes: it collects all of it for that.
     *
     * @throws StackException if this JDK has no {@code jcmd}
     */
    long liveBytes() throws IOException, InterruptedException {
        Process jcmd;
        try {
            jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(component.pid().orElseThrow()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new StackException("A JDK with jcmd is needed to look at the heap: " + e.getMessage(), e);
        }
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return liveBytes(said);
    }

    /** The last line of a histogram: {@code Total  1234567  89012345}, objects and bytes. */
    static long liveBytes(String histogram) {
        return histogram
                .lines()
                .filter(line -> line.startsWith(TOTAL))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new StackException("The JVM does not say what is on its heap: " + histogram));
    }

    Duration cpu() {
        return component.pid().stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(process -> process.stream())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** It takes nothing of the machine until it is thawed. */
    void freeze() {
        component.freeze();
    }

    void thaw() {
        component.thaw();
    }

    @Override
    public void close() {
        http.shutdownNow();
        if (component.isRunning()) {
            component.thaw();
            component.stop(STOP_WITHIN);
        }
    }
}
