package dev.rota.localstack.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Kills a component without warning. */
@Command(
        name = "kill",
        description = {
            "Kills a component as kill -9 does: nothing is finished, nothing is committed, nobody is told.",
            "Start it again with './rota start NAME'."
        },
        mixinStandardHelpOptions = true)
final class KillCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "NAME", description = "A name from './rota ps', for example billing-service-2 or kafka-1.")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        data.running().kill(name);
        spec.commandLine().getOut().println(name + " is killed.");
        return ExitCode.OK;
    }
}
