package dev.rota.lab.bench;

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

/** The benchmark works: its processes run, its figures are there. How large they are is no test's business. */
class ConsumerBenchmarkIT {

    private static final Path OUT = Path.of("target", "consumer-benchmark-it");

    @Test
    void theQuickFormMeasuresEachContenderAndNamesTheFigures() throws Exception {
        StringWriter output = new StringWriter();
        leaveFiguresOfAnEarlierRun("noop-1-raw");

        int code = run(output, "--quick", "--scenario", "noop", "--contender", "raw", "--contender", "keyed");

        assertThat(code).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("keyed / raw, records per second", "at least 0.70", "Guarantees")
                .contains("keyed / parallel-consumer, records per second", "not measured");
        assertThat(runs()).hasSize(2).allSatisfy(run -> {
            assertThat(number(run, "handled")).isPositive();
            assertThat(number(run, "recordsPerSecond")).isPositive();
            assertThat(number(run, "skipped")).isZero();
            assertThat(number(run, "beyondCommit")).isZero();
        });
        assertThat(runs()).extracting(run -> run.get("contender")).containsExactly("raw", "keyed");
        assertThat(Files.readString(OUT.resolve("consumer.md"))).contains("| keyed ");
        assertThat(OUT.resolve("stack")).doesNotExist();
    }

    @Test
    void anUnknownScenarioIsAnsweredWithThoseThereAre() {
        StringWriter output = new StringWriter();

        int code = run(output, "--scenario", "noop2");

        assertThat(code).isEqualTo(2);
        assertThat(output.toString()).contains("no scenario noop2").contains("hot-key");
    }

    private static void leaveFiguresOfAnEarlierRun(String name) throws Exception {
        Path log = OUT.resolve("logs").resolve(name + ".log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "bench-result handled=-1.0 recordsPerSecond=-1.0\n");
    }

    private static int run(StringWriter output, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        return ConsumerBenchmark.commandLine()
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
        List<String> lines = Files.readAllLines(OUT.resolve("consumer.csv"));
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
