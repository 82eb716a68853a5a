package dev.rota.lab.bench;

import dev.rota.localstack.StackException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** How every benchmark is started, and what it says when it cannot go on. */
public final class BenchmarkCommand {

    private BenchmarkCommand() {}

    /**
     * The command line of a benchmark, for those who run it inside their own process. A {@link StackException} is said in its sentence.
     *
     * @param benchmark a picocli command
     */
    public static CommandLine of(Callable<Integer> benchmark) {
        return new CommandLine(benchmark)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof StackException expected) {
                        command.getErr().println(command.getColorScheme().errorText("rota: " + expected.getMessage()));
                        return ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    /** Runs it on the terminal, and ends this process with its exit code. */
    public static void main(CommandLine benchmark, String[] arguments) {
        System.exit(benchmark
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }
}
