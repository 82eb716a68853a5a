package dev.rota.localstack.cli;

import dev.rota.localstack.control.ControlClient;
import dev.rota.localstack.service.Service;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a service forget what it has counted. */
@Command(
        name = "reset",
        description = {
            "Takes analytics-service back to its beginning: its stores, internal topics and offsets are deleted.",
            "Started again, it reads its inputs from their first record and writes its outputs once more."
                    + " Stop it first: './rota scale analytics-service 0'.",
            "What is older than the retention of its inputs is not counted again: its totals begin with what those still have."
        },
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "SERVICE", description = "analytics-service.")
    private String service;

    @Option(names = "--yes", description = "Does not ask whether that is meant; without a terminal nobody is asked.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    private final Predicate<String> agreed;

    ResetCommand() {
        this(ResetCommand::agreedAtTerminal);
    }

    /** @param agreed puts a question to a person, and says whether the answer was yes */
    ResetCommand(Predicate<String> agreed) {
        this.agreed = agreed;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ControlClient running = data.running();
        if (!yes && !agreed.test("Delete what " + service + " has counted? [y/N] ")) {
            out.println("Nothing was reset.");
            return ExitCode.SOFTWARE;
        }
        running.reset(Service.of(service));
        out.println(service + " is reset. Start it with './rota scale " + service + " 1'.");
        return ExitCode.OK;
    }

    /** Without a terminal there is no console: that of JDK 25 is the one of before 22 again. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean agreedAtTerminal(String question) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return true;
        }
        String answer = console.readLine("%s", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
