package dev.rota.localstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.Lifetime;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackListener;
import dev.rota.localstack.StackOptions;
import dev.rota.localstack.control.ControlServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What it asks and says; lag-monitor is a service that a stack refuses to reset, which shows that it came to that. */
class ResetCommandTest {

    private final List<String> asked = new ArrayList<>();
    private final StringWriter said = new StringWriter();
    private boolean agreed;

    @TempDir
    private Path data;

    private LocalStack stack;
    private ControlServer control;

    @BeforeEach
    void prepare() {
        StackOptions options = new StackOptions(
                data, true, 1, false, false, false, false, Map.of(), Map.of(), Map.of(), true, Lifetime.SHORT);
        stack = LocalStack.prepare(RotaHome.locate(), options, new StackListener() {});
        control = new ControlServer(stack, () -> {});
    }

    @AfterEach
    void stop() {
        control.close();
        stack.close();
    }

    @Test
    void whoDoesNotAgreeLosesNothing() {
        int exit = reset("lag-monitor");

        assertThat(exit).isEqualTo(ExitCode.SOFTWARE);
        assertThat(asked).containsExactly("Delete what lag-monitor has counted? [y/N] ");
        assertThat(said).hasToString("Nothing was reset." + System.lineSeparator());
    }

    @Test
    void whoAgreesHasItReset() {
        agreed = true;

        var _ = reset("lag-monitor");

        assertThat(said.toString()).contains("lag-monitor keeps nothing that could be reset");
    }

    @Test
    void whoHasSaidYesIsNotAsked() {
        var _ = reset("lag-monitor", "--yes");

        assertThat(asked).isEmpty();
        assertThat(said.toString()).contains("lag-monitor keeps nothing that could be reset");
    }

    @Test
    void itsHelpSaysWhatDoesNotComeBack() {
        String help = new CommandLine(new ResetCommand()).getUsageMessage().replaceAll("\\s+", " ");

        assertThat(help).contains("What is older than the retention of its inputs is not counted again");
    }

    private int reset(String... arguments) {
        ResetCommand command = new ResetCommand(question -> {
            asked.add(question);
            return agreed;
        });
        PrintWriter out = new PrintWriter(said, true);
        return new CommandLine(command)
                .setOut(out)
                .setErr(out)
                .execute(Stream.concat(Stream.of("--data", data.toString()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }
}
