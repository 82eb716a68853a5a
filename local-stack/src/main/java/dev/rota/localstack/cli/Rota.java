package dev.rota.localstack.cli;

import dev.rota.localstack.StackException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The launcher: {@code ./rota} and its commands. */
@Command(
        name = "rota",
        description = "Runs Rota on this machine: real brokers, registry, PostgreSQL and services, each a process.",
        footer = {
            "",
            "Start with './rota up'; then, in another terminal, './rota ps' and './rota scale billing-service 3'.",
            "'./rota COMMAND --help' explains one command."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Rota.Version.class,
        subcommands = {
            UpCommand.class,
            PsCommand.class,
            ScaleCommand.class,
            KillCommand.class,
            StartCommand.class,
            ResetCommand.class,
            LogsCommand.class,
            DownCommand.class,
            DevCommand.class,
            TestCommand.class,
            ImagesCommand.class,
            BenchCommand.class
        })
public final class Rota implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** Runs one command and ends with its exit code: 0 done, 1 could not be done, 2 not understood. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Rota())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Rota::report)
                .execute(arguments));
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof StackException expected) {
            command.getErr().println(command.getColorScheme().errorText("rota: " + expected.getMessage()));
            return ExitCode.SOFTWARE;
        }
        throw failure;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"rota " + Rota.class.getPackage().getImplementationVersion()};
        }
    }
}
