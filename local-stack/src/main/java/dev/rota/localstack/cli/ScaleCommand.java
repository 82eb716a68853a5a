package dev.rota.localstack.cli;

import dev.rota.localstack.StackException;
import dev.rota.localstack.service.Service;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes how many replicas of a service run. */
@Command(
        name = "scale",
        description = {
            "Brings a service to N replicas: the group's partitions are spread over them.",
            "Replicas that go finish their work first; dead ones among the first N are started again."
        },
        mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {

    /** Each is a JVM on this machine. */
    private static final int MOST_REPLICAS = 20;

    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "For example billing-service.")
    private String service;

    @Parameters(index = "1", paramLabel = "N", description = "Replicas wanted, 0 to 20.")
    private int replicas;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (replicas < 0 || replicas > MOST_REPLICAS) {
            throw new StackException(
                    "A service can have 0 to " + MOST_REPLICAS + " replicas here, not " + replicas + ".");
        }
        data.running().scale(Service.of(service), replicas);
        spec.commandLine()
                .getOut()
                .println(service + " has " + replicas + (replicas == 1 ? " replica." : " replicas."));
        return ExitCode.OK;
    }
}
