package dev.rota.localstack.process;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One running child process. Thread-safe: it holds nothing but the process. */
public final class ManagedProcess {

    private final Process process;
    private final Path log;

    private ManagedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the process; its standard input stays open and empty for as long as this process lives.
     *
     * @throws StackException if the program cannot be started
     */
    public static ManagedProcess start(ProcessSpec spec) {
        try {
            Files.createDirectories(spec.log().toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(spec.command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.environment());
            return new ManagedProcess(builder.start(), spec.log());
        } catch (IOException e) {
            throw new StackException("Cannot start " + spec.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with this process when it has ended, for whatever reason. */
    public CompletableFuture<ManagedProcess> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /**
     * How it ended: 0 to 127 as the program chose, 128 + N for signal N.
     *
     * @throws IllegalThreadStateException while it runs
     */
    public int exitCode() {
        return process.exitValue();
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * Asks it to end (SIGTERM) and kills it when it has not done so in time.
     *
     * @return whether it ended by itself
     */
    public boolean stop(Duration deadline) {
        process.destroy();
        try {
            if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /**
     * Sends it a signal.
     *
     * @param signal its name, such as {@code STOP}
     * @throws StackException if it cannot be sent
     */
    void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new StackException("kill -" + signal + " " + pid() + " ended with code " + exit + ".");
            }
        } catch (IOException e) {
            throw new StackException("Cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while sending " + signal + ".", e);
        }
    }

    /** The last lines of its log, oldest first; what a person wants to see when it failed. */
    public List<String> lastLogLines(int count) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (MalformedInputException e) {
            return List.of("(the log is not text)");
        } catch (IOException e) {
            return List.of("(the log cannot be read: " + e.getMessage() + ")");
        }
    }
}
