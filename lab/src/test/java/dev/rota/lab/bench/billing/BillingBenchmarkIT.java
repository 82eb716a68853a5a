package dev.rota.lab.bench.billing;

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
class BillingBenchmarkIT {

    private static final Path OUT = Path.of("target", "billing-benchmark-it");

    @Test
    void bothScenariosMeasureAndProveThatEachEventIsBilledOnce() throws Exception {
        StringWriter output = new StringWriter();

        int code = run(output, "--quick", "--records", "20000", "--charges", "600");

        assertThat(code).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("billing-service / unnest on one connection", "at least 0.60")
                .contains("billing-service / row by row on one connection", "at least 20.00")
                .contains("of workers / measured charge time", "at least 0.85")
                .doesNotContain("not measured");
        assertThat(runs())
                .extracting(run -> run.get("scenario") + " " + run.get("who"))
                .containsExactly(
                        "account billing-service", "account unnest", "account row-by-row", "card billing-service");
        assertThat(runs()).allSatisfy(run -> {
            assertThat(number(run, "invoicesPerSecond")).isPositive();
            assertThat(number(run, "invoices")).isEqualTo(number(run, "events"));
            assertThat(number(run, "missing")).isZero();
            assertThat(number(run, "surplus")).isZero();
        });
        assertThat(runs().getFirst()).containsEntry("records", "20200.0").containsEntry("events", "20000.0");
        Map<String, String> card = runs().getLast();
        assertThat(card).containsEntry("records", "606.0").containsEntry("charges", "600.0");
        assertThat(number(card, "wrongCharges")).isZero();
        assertThat(number(card, "chargeMillis")).isGreaterThanOrEqualTo(50);
        assertThat(Files.readString(OUT.resolve("billing.md"))).contains("| billing-service ");
        assertThat(OUT.resolve("stack-account")).doesNotExist();
        assertThat(OUT.resolve("stack-card")).doesNotExist();
    }

    @Test
    void anUnknownScenarioIsAnsweredWithThoseThereAre() {
        StringWriter output = new StringWriter();

        int code = run(output, "--scenario", "cash");

        assertThat(code).isEqualTo(2);
        assertThat(output.toString()).contains("no scenario cash").contains("account");
    }

    private static int run(StringWriter output, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        return BillingBenchmark.commandLine()
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
        List<String> lines = Files.readAllLines(OUT.resolve("billing.csv"));
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
