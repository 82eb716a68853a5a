package dev.rota.localstack.cli;

import dev.rota.localstack.service.Service;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the stack with one service in Quarkus dev mode. */
@Command(
        name = "dev",
        description = {
            "Starts the stack, and one service in Quarkus dev mode: change a Java file, and the next request shows it.",
            "Ends, and stops the stack, when dev mode ends: 'q' or Ctrl-C."
        },
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {

    @Mixin
    private StackOptionsMixin options;

    @Parameters(paramLabel = "SERVICE", description = "For example billing-service.")
    private String service;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Service developed = Service.of(service);
        Map<Service, Integer> others = Arrays.stream(Service.values())
                .filter(other -> other != developed && other.startsWithTheHouse())
                .collect(Collectors.toMap(other -> other, other -> 1));
        StackSession session =
                StackSession.start(spec.commandLine().getOut(), options.toOptions(others), options.idle());
        int port = session.stack().service(developed).url().getPort();
        Map<String, String> environment = new HashMap<>(session.stack().environmentFor(developed));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("ROTA_INSTANCE", developed.label() + "-dev");
        return MavenCommand.run(
                List.of("quarkus:dev", "-pl", developed.module(), "-am", "-Dspotless.check.skip"), environment);
    }
}
