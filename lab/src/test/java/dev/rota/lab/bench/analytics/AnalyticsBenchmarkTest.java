package dev.rota.lab.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is started. */
class AnalyticsBenchmarkTest {

    private final StringWriter output = new StringWriter();

    @Test
    void anUnknownScenarioIsAnsweredWithThoseThereAre() {
        assertThat(run("--scenario", "failover")).isEqualTo(2);

        assertThat(output.toString()).contains("no scenario failover").contains("fail-over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROTA_ANALYTICS_COMMIT_INTERVAL=1S", "ROTA_ANALYTICS_THREADS=4"})
    void whatTheLoopAndTheBoundsHaveAsWellIsNoSetting(String setting) {
        assertThat(run("--setting", setting)).isEqualTo(2);

        assertThat(output.toString()).contains("cannot be set: the loop has the same");
    }

    @Test
    void aRateAtWhichNotEveryOutputHasSomethingToSayIsRefused() {
        assertThat(run("--rate", "99")).isEqualTo(2);

        assertThat(output.toString()).contains("--rate at least 100");
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        return AnalyticsBenchmark.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
