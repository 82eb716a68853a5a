package dev.rota.localstack.cli;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hands the terminal over to the project's Maven. */
final class MavenCommand {

    private MavenCommand() {}

    /**
     * Runs Maven in the project's folder, on the JDK that runs this, until it ends. It ends with this process, too.
     *
     * @param arguments goals and options
     * @param environment variables to set beside those of this process
     * @return its exit code
     */
    static int run(List<String> arguments, Map<String, String> environment) {
        RotaHome home = RotaHome.locate();
        List<String> command = new ArrayList<>();
        command.add(home.root().resolve("mvnw").toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.root().toFile()).inheritIO();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Relative to the project's folder, whose path may hold a blank: Maven's script splits this at blanks.
        builder.environment()
                .merge(
                        "MAVEN_OPTS",
                        "-javaagent:" + home.root().relativize(home.tether()) + "="
                                + ProcessHandle.current().pid(),
                        (ours, tether) -> ours + " " + tether);
        builder.environment().putAll(environment);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new StackException("Cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Maven ran.", e);
        }
    }
}
