package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.Ports;
import dev.rota.localstack.RotaHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ./rota} as a person at a terminal uses it. */
class LauncherIT {

    private static final Path DATA = Path.of("target", "launcher-it").toAbsolutePath();
    private static final Path OUTPUT = Path.of("target", "launcher-it.out").toAbsolutePath();
    private static final Duration UP = Duration.ofMinutes(3);
    private static final Duration GONE = Duration.ofSeconds(30);
    private static final Pattern PID = Pattern.compile("(?m)^(\\S+) +(ready) +(\\d+) ");

    private final List<Process> launchers = new ArrayList<>();

    @AfterEach
    void stopWhatATestLeft() throws Exception {
        for (Process launcher : launchers) {
            launcher.destroy();
            launcher.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void allGoWithTheirLauncherOrByDownAndTheNextFindsTheData() throws Exception {
        Process launcher = up("--fresh");
        List<ProcessHandle> processes = processes();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(6);
        String order = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address("Orders in")))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"customerId": "c-1", "type": "CONFIRMED", "amount": 19.90, "currency": "EUR"}"""))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String eventId = order.replaceAll(".*\"eventId\":\"([^\"]+)\".*", "$1");
        awaitStatus("Invoices out", "/by-event/" + eventId);

        launcher.destroyForcibly();

        await().atMost(GONE).until(() -> processes.stream().noneMatch(LauncherIT::isRunning));

        up("--idle");
        awaitStatus("Invoices out", "/by-event/" + eventId);
        assertThat(run("logs", "billing-service-1", "--no-follow")).contains("billing");
        assertThat(run("scale", "billing-service", "2")).contains("2 replicas");
        assertThat(run("ps")).contains("billing-service-2");
        assertThat(run("kill", "billing-service-2")).contains("killed");
        assertThat(run("ps")).containsPattern("billing-service-2 +killed +- ");
        assertThat(run("start", "billing-service-2")).contains("ready");
        assertThat(run("scale", "sms", "1")).contains("sms has 1 replica.");
        assertThat(run("scale", "biling-service", "2"))
                .contains("no service biling-service")
                .contains("billing-service");
        List<ProcessHandle> later = processes();

        assertThat(run("down")).contains("Stopped.");

        assertThat(later).hasSizeGreaterThanOrEqualTo(6).noneMatch(LauncherIT::isRunning);
    }

    @Test
    void aTakenPortIsNamedTogetherWithHowToMoveIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(Ports.HOST))) {

            Process launcher = start("up", "--fresh", "--free-ports", "--port", "registry=" + taken.getLocalPort());

            assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.exitValue()).isEqualTo(1);
            assertThat(Files.readString(OUTPUT))
                    .contains("Port " + taken.getLocalPort() + " of registry is taken")
                    .contains("--port registry=");
        }
    }

    private Process up(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("up", "--free-ports"));
        arguments.addAll(List.of(options));
        Process launcher = start(arguments.toArray(String[]::new));
        await().atMost(UP).until(() -> {
            assertThat(launcher.isAlive()).as(Files.readString(OUTPUT)).isTrue();
            return Files.readString(OUTPUT).contains("Ctrl-C stops everything.");
        });
        return launcher;
    }

    private Process start(String... arguments) throws IOException {
        Process launcher = command(arguments).redirectOutput(OUTPUT.toFile()).start();
        launchers.add(launcher);
        return launcher;
    }

    private static String run(String... arguments) throws Exception {
        Process process = command(arguments).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** The launcher's main class: what the script starts once everything is built. */
    private static ProcessBuilder command(String... arguments) {
        RotaHome home = RotaHome.locate();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + RotaHome.PROPERTY + "=" + home.root(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                home.stackClassPath(),
                "dev.rota.localstack.cli.Rota"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", DATA.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Whoever lives for a minute is better off without the optimizing compiler.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    /** A dead process that init has not reaped yet is listed as alive, but has no program any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static List<ProcessHandle> processes() throws Exception {
        List<ProcessHandle> processes = new ArrayList<>();
        Matcher rows = PID.matcher(run("ps"));
        while (rows.find()) {
            processes.add(ProcessHandle.of(Long.parseLong(rows.group(3))).orElseThrow());
        }
        return processes;
    }

    private static String address(String what) throws IOException {
        Matcher row = Pattern.compile("(?m)^" + what + " +(\\S+)").matcher(Files.readString(OUTPUT));
        assertThat(row.find()).isTrue();
        return row.group(1);
    }

    private static void awaitStatus(String what, String path) throws IOException {
        URI uri = URI.create(address(what) + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }
}
