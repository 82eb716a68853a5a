package dev.rota.localstack.cli;

import dev.rota.localstack.service.Service;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a service forget what it has counted. */
@Command(
        name = "reset",
        description = {
            "Takes analytics-service back to its beginning: its stores, internal topics and offsets are deleted.",
            "Started again, it reads its inputs from their first record and writes its outputs once more."
                    + " Stop it first: './rota scale analytics-service 0'."
        },
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "SERVICE", description = "analytics-service.")
    private String service;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        data.running().reset(Service.of(service));
        spec.commandLine().getOut().println(service + " is reset. Start it with './rota scale " + service + " 1'.");
        return ExitCode.OK;
    }
}
