package dev.rota.lab.bench.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmark works: its processes run, its figures are there, and all that there is was read. How large they are is no test's business. */
class LagBenchmarkIT {

    private static final Path OUT = Path.of("target", "lag-benchmark-it");

    @Test
    void theQuickFormMeasuresAllAndNamesTheFigures() throws Exception {
        StringWriter output = new StringWriter();

        // Processes that live for seconds are better off without the optimizing compiler.
        int code = run(output, "--quick", "--groups", "40", "--jvm", "-XX:TieredStopAtLevel=1");

        assertThat(code).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("tick / the sum of its raw requests", "at most 3.00")
                .contains("tick, s", "at most 5.00")
                .contains("live heap, MiB", "at most 512.00")
                .contains("evaluation, us per partition of a group", "at most 2.00")
                .contains("advice and rules, s per 100,000 partitions of groups", "at most 1.00")
                .contains("scrape without a broker, s per 100,000 series", "at most 1.00")
                .doesNotContain("not measured");
        assertThat(runs())
                .extracting(run -> run.get("scenario") + " " + run.get("who"))
                .containsExactly(
                        "1000x20 monitor",
                        "1000x20 raw",
                        "1000x20 naive",
                        "1000x20 scrape",
                        "10000x10 monitor",
                        "10000x10 raw",
                        "10000x10 scrape");
        assertThat(runs())
                .allSatisfy(
                        run -> assertThat(number(run, "seconds")).isPositive().isFinite());
        assertThat(runs())
                .filteredOn(run -> run.get("who").equals("monitor"))
                .allSatisfy(run -> assertThat(number(run, "ticks")).isPositive())
                .allSatisfy(run -> assertThat(number(run, "evaluationMicrosPerPartition"))
                        .isPositive()
                        .isFinite())
                .allSatisfy(run -> assertThat(number(run, "liveMiB")).isBetween(1.0, 512.0));
        assertThat(runs())
                .filteredOn(run -> run.get("who").equals("scrape"))
                // Offset, lag and time lag of each partition of each group.
                .allSatisfy(run -> assertThat(number(run, "series")).isGreaterThan(3 * 40 * 10));
        assertThat(Files.readString(OUT.resolve("lag.md"))).contains("| naive ");
        assertThat(OUT.resolve("stack")).doesNotExist();
    }

    @Test
    void anUnknownScenarioIsAnsweredWithThoseThereAre() {
        StringWriter output = new StringWriter();

        int code = run(output, "--scenario", "20x1000");

        assertThat(code).isEqualTo(2);
        assertThat(output.toString()).contains("no scenario 20x1000").contains("10000x10");
    }

    private static int run(StringWriter output, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", OUT.toString()));
        return LagBenchmark.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    /** The rows of the CSV, each by the names of its columns. */
    private static List<Map<String, String>> runs() throws Exception {
        List<String> lines = Files.readAllLines(OUT.resolve("lag.csv"));
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
