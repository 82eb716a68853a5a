package dev.rota.lab.bench.producer;

import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two processors apart: one for whoever is measured, another for the broker and the load. By {@code taskset}, where there
 * is such a program and a second processor; otherwise all share what there is, and the report says so.
 */
final class Cores implements AutoCloseable {

    private static final String MEASURED = "0";
    private static final String OTHERS = "1";
    private static final String OURS = Long.toString(ProcessHandle.current().pid());

    /** The processors that this process had; empty if they were left as they are. */
    private final Optional<String> before;

    private Cores(Optional<String> before) {
        this.before = before;
    }

    /** Puts this process, and all that it starts from now on, on the second processor, until it is closed. */
    static Cores split() throws IOException, InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return new Cores(Optional.empty());
        }
        // It says: pid 4711's current affinity list: 0,1
        Optional<String> before = taskset("--cpu-list", "--pid", OURS)
                .map(said -> said.substring(said.lastIndexOf(':') + 1).strip());
        return new Cores(before.filter(_ -> moveTo(OTHERS)));
    }

    private static boolean moveTo(String processors) {
        try {
            return taskset("--all-tasks", "--cpu-list", "--pid", processors, OURS)
                    .isPresent();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it says; empty if there is no such program, or it does not do it. */
    private static Optional<String> taskset(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException _) {
            return Optional.empty();
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? Optional.of(said) : Optional.empty();
    }

    /** The same, on the first processor. */
    ProcessSpec measured(ProcessSpec process) {
        if (before.isEmpty()) {
            return process;
        }
        List<String> command = new ArrayList<>(List.of("taskset", "--cpu-list", MEASURED));
        command.addAll(process.command());
        return new ProcessSpec(command, process.environment(), process.log());
    }

    /** A sentence for the report. */
    String describe() {
        return before.isPresent()
                ? "Whoever is measured has processor " + MEASURED + "; broker and load have processor " + OTHERS + "."
                : "Not on processors apart (that takes taskset and two of them): the ratios say little.";
    }

    @Override
    public void close() {
        before.ifPresent(Cores::moveTo);
    }
}
