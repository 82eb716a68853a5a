package dev.rota.localstack.images;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What builds images: Docker, or what takes the same arguments. Asked by its command line, which knows contexts, credentials
 * and mirrors as the person has set them up.
 */
public final class Engine {

    private static final List<String> KNOWN = List.of("docker", "podman");
    private static final int LINES_IN_ERROR = 15;

    private final String command;

    private Engine(String command) {
        this.command = command;
    }

    /**
     * An engine that answers.
     *
     * @throws StackException if it does not, or is not installed
     */
    public static Engine of(String command) {
        Engine engine = new Engine(command);
        engine.run(List.of("version"), Path.of("").toAbsolutePath());
        return engine;
    }

    /**
     * Whichever is installed.
     *
     * @throws StackException if there is none, or it does not answer
     */
    public static Engine find() {
        List<String> installed = KNOWN.stream().filter(Engine::isInstalled).toList();
        if (installed.isEmpty()) {
            throw new StackException("Images are built by a container engine, and there is none: install "
                    + String.join(" or ", KNOWN) + ", or name one with --engine.");
        }
        for (String command : installed.subList(0, installed.size() - 1)) {
            try {
                return of(command);
            } catch (StackException _) {
                // Another may answer.
            }
        }
        return of(installed.getLast());
    }

    private static boolean isInstalled(String command) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /**
     * Runs it until it ends.
     *
     * @param folder in which it runs
     * @return what it printed, a line each
     * @throws StackException if it fails; the message holds the last lines
     */
    public List<String> run(List<String> arguments, Path folder) {
        List<String> call =
                Stream.concat(Stream.of(command), arguments.stream()).toList();
        try {
            Process process = new ProcessBuilder(call)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new ArrayList<>();
            try (var output = process.inputReader()) {
                output.lines().forEach(lines::add);
            }
            if (process.waitFor() != 0) {
                throw new StackException("'" + String.join(" ", call) + "' failed:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_IN_ERROR), lines.size())));
            }
            return lines;
        } catch (IOException e) {
            throw new StackException("Cannot start " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + command + " ran.", e);
        }
    }
}
