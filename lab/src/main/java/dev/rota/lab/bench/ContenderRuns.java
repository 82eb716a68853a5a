package dev.rota.lab.bench;

import dev.rota.lab.bench.contender.ContenderProcess;
import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Figures;
import dev.rota.lab.bench.contender.RunPlan;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.process.ManagedProcess;
import dev.rota.localstack.process.ProcessSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one contender at a time in a JVM of its own, the same for all but for the class path. */
final class ContenderRuns {

    /** Far beyond what any run takes. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(45);

    private static final int LINES_SHOWN = 12;
    private static final int LINES_SEARCHED = 2_000;

    private final RotaHome home;
    private final Path output;
    private final List<String> jvm;

    /**
     * @param home where the class paths lie
     * @param output folder that receives the logs of the runs and their temporary files
     * @param heap the heap of each, as {@code -Xmx} has it
     * @param jvmOptions further options of the JVM
     */
    ContenderRuns(RotaHome home, Path output, String heap, List<String> jvmOptions) throws IOException {
        this.home = home;
        this.output = output;
        jvm = new ArrayList<>(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true"));
        jvm.addAll(jvmOptions);
        Files.createDirectories(output.resolve("tmp"));
    }

    /** The options every JVM gets. */
    List<String> jvmOptions() {
        return List.copyOf(jvm);
    }

    /**
     * Runs to the end.
     *
     * @param name of the log file, new for each run
     * @throws RunFailedException if it ends without figures; the message has the end of its log
     */
    Figures run(RunPlan plan, String name) throws RunFailedException, IOException {
        Path log = output.resolve("logs").resolve(name + ".log");
        // Logs are appended to: figures of an earlier benchmark must not be taken for this one's.
        Files.deleteIfExists(log);
        List<String> program =
                new ArrayList<>(List.of("-cp", classPath(plan.entrant()), ContenderProcess.class.getName()));
        program.addAll(plan.toArguments());
        ManagedProcess process = ManagedProcess.start(ProcessSpec.java(home, jvm, program, Map.of(), log));
        try {
            process.onExit().get(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.kill();
            throw new RunFailedException("was ended, as it had not ended by itself after " + LONGEST_RUN);
        } catch (InterruptedException | ExecutionException e) {
            process.kill();
            throw new RunFailedException("was ended: " + e);
        }
        List<String> lines = process.lastLogLines(LINES_SEARCHED);
        if (process.exitCode() != 0) {
            throw new RunFailedException("ended with code " + process.exitCode() + "; the end of " + log + ":\n    "
                    + String.join("\n    ", process.lastLogLines(LINES_SHOWN)));
        }
        return Figures.find(lines).orElseThrow(() -> new RunFailedException("printed no figures into " + log));
    }

    private String classPath(Entrant entrant) {
        String own = home.labClassPath();
        return entrant.guest() ? own + File.pathSeparator + home.root().resolve("lab/target/contenders/*") : own;
    }

    /** A run that measured nothing. */
    static final class RunFailedException extends Exception {
        RunFailedException(String message) {
            super(message);
        }
    }
}
