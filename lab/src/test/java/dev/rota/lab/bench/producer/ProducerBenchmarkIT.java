package dev.rota.lab.bench.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark works: its processes run, its figures are there. How large they are is no test's business. */
class ProducerBenchmarkIT {

    private static final Path OUT = Path.of("target", "producer-benchmark-it");

    @Test
    void theQuickFormMeasuresAllAndNamesTheFigures() throws Exception {
        StringWriter output = new StringWriter();

        int code = run(output, "--quick", "--connections", "32");

        assertThat(code).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("orders / echo, requests per second", "at least 0.65")
                .contains("orders / emitter, requests per second", "at least 1.25")
                .contains("lines / perf-test, records per second", "at least 0.50")
                .contains("post / produce, p99", "at most 3.00")
                .doesNotContain("not measured");
        List<String> runs = Files.readAllLines(OUT.resolve("producer.csv"));
        assertThat(runs).hasSize(8);
        assertThat(figure(runs, "perSecond", "echo", "orders", "emitter", "lines", "perf-test"))
                .allSatisfy(value -> assertThat(value).isPositive());
        assertThat(figure(runs, "missing", "orders", "emitter", "lines")).containsOnly(0.0);
        assertThat(figure(runs, "p99Millis", "post", "produce"))
                .allSatisfy(value -> assertThat(value).isPositive());
        assertThat(Files.readString(OUT.resolve("producer.md"))).contains("| orders ");
        assertThat(OUT.resolve("stack")).doesNotExist();
    }

    @Test
    void anUnknownScenarioIsAnsweredWithThoseThereAre() {
        StringWriter output = new StringWriter();

        int code = run(output, "--scenario", "request");

        assertThat(code).isEqualTo(2);
        assertThat(output.toString()).contains("no scenario request").contains("latency");
    }

    private static int run(StringWriter output, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", OUT.toString()));
        return ProducerBenchmark.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    /** One figure of the rows of some. */
    private static List<Double> figure(List<String> csv, String name, String... entrants) {
        int column = List.of(csv.getFirst().split(",", -1)).indexOf(name);
        return csv.stream()
                .map(line -> List.of(line.split(",", -1)))
                .filter(row -> Arrays.asList(entrants).contains(row.get(2)))
                .map(row -> Double.valueOf(row.get(column)))
                .toList();
    }
}
