package dev.rota.lab.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmark works: its processes run, its figures are there, its proofs hold. How large figures are is no test's business. */
class AnalyticsBenchmarkIT {

    private static final Path OUT = Path.of("target", "analytics-benchmark-it");

    @Test
    void theQuickFormMeasuresAllButTheFailOverAndProvesThatAllWasWorkedOff() throws Exception {
        StringWriter output = new StringWriter();

        // Processes that live for seconds are better off without the optimizing compiler.
        int code = run(
                output,
                "--quick",
                "--heap",
                "384m",
                "--jvm",
                "-XX:TieredStopAtLevel=1",
                "--scenario",
                "throughput",
                "--scenario",
                "latency",
                "--scenario",
                "restore");

        assertThat(code).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("exactly-once / at-least-once, order events per second", "at least 0.90")
                .contains("revenue-alone / plain-loop, order events per second", "at least 0.50")
                .contains("exactly-once / plain-loop, order events per second", "at least 0.50")
                .contains("customer-revenue, p99 in ms", "at most 150.00")
                .contains("order-anomalies, p99 in ms", "at most 250.00");
        assertThat(runs())
                .extracting(run -> run.get("scenario") + " " + run.get("who"))
                .containsExactly(
                        "throughput exactly-once",
                        "throughput at-least-once",
                        "throughput revenue-alone",
                        "throughput plain-loop",
                        "latency exactly-once",
                        "restore exactly-once");
        assertThat(runs()).allSatisfy(run -> assertThat(number(run, "wrong")).isZero());
        assertThat(runs().subList(0, 4))
                .allSatisfy(run ->
                        assertThat(number(run, "eventsPerSecond")).isPositive().isFinite())
                // An event has its id in a store at the least.
                .allSatisfy(
                        run -> assertThat(number(run, "writtenRecordsPerEvent")).isGreaterThan(1));
        assertThat(number(runs().getFirst(), "events")).isEqualTo(3.9 * 5_000);
        assertThat(number(runs().get(5), "keys")).isEqualTo(10_000);
        assertThat(number(runs().get(5), "restoredRecordsPerSecond"))
                .isPositive()
                .isFinite();
        assertThat(Files.readString(OUT.resolve("analytics.md"))).contains("| plain-loop ");
        assertThat(OUT.resolve("stack")).doesNotExist();
    }

    private static int run(StringWriter output, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        return AnalyticsBenchmark.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute(concat(arguments, "--out", OUT.toString()));
    }

    private static String[] concat(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    /** The rows of the CSV, each by the names of its columns. */
    private static List<Map<String, String>> runs() throws Exception {
        List<String> lines = Files.readAllLines(OUT.resolve("analytics.csv"));
        String[] names = lines.getFirst().split(",", -1);
        return lines.stream()
                .skip(1)
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    Map<String, String> row = new HashMap<>();
                    for (int column = 0; column < names.length; column++) {
                        row.put(names[column], cells[column]);
                    }
                    return row;
                })
                .toList();
    }

    private static double number(Map<String, String> run, String name) {
        return Double.parseDouble(run.get(name));
    }
}
