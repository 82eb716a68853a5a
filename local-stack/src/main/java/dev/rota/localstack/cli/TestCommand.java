package dev.rota.localstack.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the whole test suite. The launcher script does the same by itself, so as not to build the launcher first. */
@Command(
        name = "test",
        description = {
            "Builds everything and runs every test, on real brokers, registry and database started for it.",
            "Arguments go to Maven: './rota test -pl billing-service -am' tests one module and what it needs."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "MAVEN-ARGUMENT", description = "Handed to Maven after the goal.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        List<String> maven = new ArrayList<>(List.of("verify"));
        maven.addAll(arguments);
        return MavenCommand.run(maven, Map.of());
    }
}
