package dev.rota.lab.bench.producer;

import dev.rota.localstack.process.ProcessSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two processors apart: one for whoever is measured, another for the broker and the load. By {@code taskset}, where there
 * is such a program and a second processor; otherwise all share what there is, and the report says so.
 */
final class Cores {

    private static final String MEASURED = "0";
    private static final String OTHERS = "1";

    private final boolean apart;

    private Cores(boolean apart) {
        this.apart = apart;
    }

    /** Puts this process, and all that it starts from now on, on the second processor. */
    static Cores split() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        return new Cores(Runtime.getRuntime().availableProcessors() > 1
                && run("taskset", "--all-tasks", "--cpu-list", "--pid", OTHERS, pid));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        }
    }

    /** The same, on the first processor. */
    ProcessSpec measured(ProcessSpec process) {
        if (!apart) {
            return process;
        }
        List<String> command = new ArrayList<>(List.of("taskset", "--cpu-list", MEASURED));
        command.addAll(process.command());
        return new ProcessSpec(command, process.environment(), process.log());
    }

    /** A sentence for the report. */
    String describe() {
        return apart
                ? "Whoever is measured has processor " + MEASURED + "; broker and load have processor " + OTHERS + "."
                : "Not on processors apart (that takes taskset and two of them): the ratios say little.";
    }
}
