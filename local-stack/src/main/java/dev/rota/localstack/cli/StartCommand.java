package dev.rota.localstack.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a component that was killed or has failed. */
@Command(
        name = "start",
        description = "Starts a component that was killed or has failed, at its old address and with its data.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "NAME", description = "A name from './rota ps', for example kafka-1.")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        data.running().start(name);
        spec.commandLine().getOut().println(name + " is ready.");
        return ExitCode.OK;
    }
}
