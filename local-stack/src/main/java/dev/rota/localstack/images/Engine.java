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
    private static final Path HERE = Path.of("").toAbsolutePath();

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
        Result result = engine.call(List.of("version"), HERE);
        if (!result.isDone()) {
            throw new StackException(command + " does not answer: " + result.lastLine());
        }
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
     * Makes sure that images can start from one; it is pulled if it is not here.
     *
     * @throws StackException if they cannot
     */
    void checkBase(String image) {
        // An option that no older Java knows.
        Result result =
                call(List.of("run", "--rm", "--entrypoint", "java", image, "-XX:AOTMode=auto", "--version"), HERE);
        if (!result.isDone()) {
            throw new StackException("No image can start from '" + image
                    + "': that takes an image with Java 25 on its path.\n" + result.end());
        }
    }

    /** Runs it where this process does, until it ends; otherwise like {@link #run(List, Path)}. */
    public List<String> run(List<String> arguments) {
        return run(arguments, HERE);
    }

    /**
     * Runs it until it ends.
     *
     * @param folder in which it runs
     * @return what it printed, a line each
     * @throws StackException if it fails; the message holds the last lines
     */
    public List<String> run(List<String> arguments, Path folder) {
        Result result = call(arguments, folder);
        if (!result.isDone()) {
            throw new StackException("'" + command + " " + String.join(" ", arguments) + "' failed:\n" + result.end());
        }
        return result.lines();
    }

    private Result call(List<String> arguments, Path folder) {
        try {
            List<String> call =
                    Stream.concat(Stream.of(command), arguments.stream()).toList();
            Process process = new ProcessBuilder(call)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new ArrayList<>();
            try (var output = process.inputReader()) {
                output.lines().filter(line -> !line.isBlank()).forEach(lines::add);
            }
            return new Result(process.waitFor(), lines);
        } catch (IOException e) {
            throw new StackException("Cannot run " + command + ": is it installed?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + command + " ran.", e);
        }
    }

    /**
     * How a call ended.
     *
     * @param exitCode 0 if it did what it was told
     * @param lines what it printed
     */
    private record Result(int exitCode, List<String> lines) {

        boolean isDone() {
            return exitCode == 0;
        }

        String lastLine() {
            return lines.isEmpty() ? "it ended with " + exitCode : lines.getLast();
        }

        String end() {
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_IN_ERROR), lines.size()));
        }
    }
}
