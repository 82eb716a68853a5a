package dev.rota.localstack.cli;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.input.ReversedLinesFileReader;
import org.apache.commons.io.input.Tailer;
import org.apache.commons.io.input.TailerListenerAdapter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the log of one component. */
@Command(
        name = "logs",
        description = "Shows the end of a component's log and follows it until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(200);

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "NAME", description = "A name from './rota ps', for example billing-service-1.")
    private String name;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many of the last lines to begin with. Default: ${DEFAULT-VALUE}.")
    private int lines;

    @Option(names = "--no-follow", description = "End after those lines.")
    private boolean noFollow;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path logs = data.path().resolve("logs");
        Path log = logs.resolve(name + ".log");
        if (!Files.exists(log)) {
            throw new StackException(
                    "There is no log of " + name + " in " + logs + "; there are: " + namesIn(logs) + ".");
        }
        lastLines(log).forEach(out::println);
        out.flush();
        if (!noFollow) {
            follow(log, out);
        }
        return ExitCode.OK;
    }

    private List<String> lastLines(Path log) throws IOException {
        try (ReversedLinesFileReader reader = ReversedLinesFileReader.builder()
                .setPath(log)
                .setCharset(StandardCharsets.UTF_8)
                .get()) {
            return reader.readLines(lines).reversed();
        }
    }

    private static void follow(Path log, PrintWriter out) {
        try (Tailer tailer = Tailer.builder()
                .setPath(log)
                .setCharset(StandardCharsets.UTF_8)
                .setTailFromEnd(true)
                .setDelayDuration(POLL)
                .setStartThread(false)
                .setTailerListener(new TailerListenerAdapter() {
                    @Override
                    public void handle(String line) {
                        out.println(line);
                        out.flush();
                    }
                })
                .get()) {
            tailer.run();
        }
    }

    private static String namesIn(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return "none";
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString().replaceFirst("\\.log$", ""))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
