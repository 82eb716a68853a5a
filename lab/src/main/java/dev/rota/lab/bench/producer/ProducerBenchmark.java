package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.BenchmarkCommand;
import dev.rota.lab.bench.DisposableStack;
import dev.rota.lab.bench.Measurement;
import dev.rota.lab.bench.Measurements;
import dev.rota.lab.bench.producer.Contenders.Server;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rota bench producer}: order-producer as it is packaged, beside others on one broker. */
@Command(
        name = "rota bench producer",
        description = {
            "Measures order-producer, packaged with two endpoints to be held against: single orders beside a JSON echo and SmallRye's"
                    + " emitter, lines beside kafka-producer-perf-test, latency beside a bare KafkaProducer.",
            "Whoever is measured has one processor, broker and load have another.",
            "Prints medians over the rounds with the targets beside them. A full run takes some 12 minutes; leave the machine"
                    + " alone meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ProducerBenchmark implements Callable<Integer> {

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "requests, ndjson or latency; may be repeated. All of them by default.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Before counting: ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 25;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Of counting: ${DEFAULT-VALUE}.")
    private int windowSeconds = 10;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "That have one order under way each: ${DEFAULT-VALUE}.")
    private int connections = 512;

    @Option(
            names = "--perf-test-records",
            paramLabel = "N",
            description = "That kafka-producer-perf-test sends, the first half as its warm-up: ${DEFAULT-VALUE}.")
    private long perfTestRecords = 8_000_000;

    @Option(
            names = "--quick",
            description = {
                "Whether it works at all, in a minute: one round, a second of each.",
                "The figures mean nothing. Options named beside it win."
            })
    private boolean quick;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "An environment variable of the server, for example KAFKA_LINGER_MS=5; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of whoever is measured: ${DEFAULT-VALUE}.")
    private String heap = "1g";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "A JVM option for whoever is measured, for example"
                    + " -XX:StartFlightRecording:filename=lab/target/bench/orders.jfr; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Receives producer.md, producer.csv and the logs: lab/target/bench by default.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Measurements<Scenario, Entrant> runs = new Measurements<>();

    /** Runs it; the exit code is 0 when all runs measured something and lost nothing, whatever they measured. */
    public static void main(String[] arguments) {
        BenchmarkCommand.main(commandLine(), arguments);
    }

    /** The command, for those who run it inside their own process. */
    static CommandLine commandLine() {
        return BenchmarkCommand.of(new ProducerBenchmark()).registerConverter(Scenario.class, Scenario::of);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (quick) {
            rounds = given("--rounds") ? rounds : 1;
            warmUpSeconds = given("--warm-up") ? warmUpSeconds : 1;
            windowSeconds = given("--window") ? windowSeconds : 1;
            perfTestRecords = given("--perf-test-records") ? perfTestRecords : 200_000;
        }
        if (rounds < 1 || warmUpSeconds < 0 || windowSeconds < 1 || connections < 1 || perfTestRecords < 1_000) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--rounds, --window and --connections are at least 1, --warm-up at least 0, --perf-test-records at least 1000");
        }
        RotaHome home = RotaHome.locate();
        Path folder = out.orElse(home.root().resolve("lab/target/bench")).toAbsolutePath();
        String processors;
        try (Cores cores = Cores.split()) {
            say("Starting a broker and the registry; their data is in " + folder.resolve("stack")
                    + " and is deleted at the end.");
            processors = cores.describe();
            measure(home, folder, cores);
        }
        ProducerReport report = new ProducerReport(runs, conditions(processors));
        report.write(folder);
        say("");
        say(report.toMarkdown());
        say("Written to " + folder.resolve("producer.md") + " and producer.csv");
        return runs.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private List<String> jvm() {
        List<String> jvm = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
        jvm.addAll(jvmOptions);
        return jvm;
    }

    private void measure(RotaHome home, Path folder, Cores cores)
            throws IOException, InterruptedException, ExecutionException {
        try (DisposableStack stack = DisposableStack.start(
                LocalStack.builder().data(folder.resolve("stack")).withRegistry())) {
            measure(stack.stack(), new Contenders(home, stack.stack(), cores, folder.resolve("logs"), jvm(), settings));
        }
    }

    private void measure(LocalStack stack, Contenders contenders)
            throws IOException, InterruptedException, ExecutionException {
        ProducerRounds turns = new ProducerRounds(
                stack,
                contenders,
                connections,
                Duration.ofSeconds(warmUpSeconds),
                Duration.ofSeconds(windowSeconds),
                perfTestRecords);
        try (Server server = contenders.startServer()) {
            for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
                say(scenario.label() + ": " + scenario.description());
                double rate = scenario == Scenario.LATENCY ? halfOfWhatItTakes(turns, server) : 0;
                for (int round = 1; round <= rounds; round++) {
                    for (Entrant entrant : scenario.entrants()) {
                        run(turns, server, scenario, entrant, round, rate);
                    }
                }
            }
        }
    }

    /** By the rounds of single requests where there were any; otherwise it is found out now. */
    private double halfOfWhatItTakes(ProducerRounds turns, Server server)
            throws InterruptedException, ExecutionException {
        OptionalDouble known = runs.median(Scenario.REQUESTS, Entrant.ORDERS, ProducerFigures.PER_SECOND);
        if (known.isPresent()) {
            return known.getAsDouble() / 2;
        }
        double perSecond = turns.requests(Entrant.ORDERS, server).getOrDefault(ProducerFigures.PER_SECOND, 0.0);
        say(String.format(Locale.ROOT, "  It takes %,.0f orders a second.", perSecond));
        return perSecond / 2;
    }

    private void run(ProducerRounds turns, Server server, Scenario scenario, Entrant entrant, int round, double rate)
            throws IOException, InterruptedException, ExecutionException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String name = scenario + "-" + round + "-" + entrant;
        String turn = String.format(Locale.ROOT, "  round %d of %d  %-10s", round, rounds, entrant);
        try {
            Map<String, Double> figures = switch (entrant) {
                case ECHO, ORDERS, EMITTER -> turns.requests(entrant, server);
                case LINES -> turns.lines(server);
                case PERF_TEST -> turns.perfTest(name, (int) Math.round(turns.recordBytes(server.url())));
                case POST -> turns.post(server, rate);
                case PRODUCE -> turns.produce(name, (int) Math.round(turns.recordBytes(server.url())), rate);
            };
            Measurement<Scenario, Entrant> run = new Measurement<>(scenario, round, entrant, load, figures);
            runs.add(run);
            say(turn
                    + show("%,12.0f per second", run.get(ProducerFigures.PER_SECOND))
                    + show("  %.2f of its processor", run.get(ProducerFigures.BUSY))
                    + show("  p50 %.2f ms", run.get(ProducerFigures.P50_MILLIS))
                    + show("  p99 %.2f ms", run.get(ProducerFigures.P99_MILLIS)));
            if (run.get(ProducerFigures.MISSING).orElse(0) > 0) {
                runs.addFailure(name + ": acknowledged records are not in the log");
            }
        } catch (StackException e) {
            runs.addFailure(name + ": " + e.getMessage());
            say(turn + "FAILED: " + e.getMessage());
        }
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private List<String> conditions(String processors) {
        return List.of(
                processors,
                rounds + " rounds in turns; " + warmUpSeconds + " s of warm-up, " + windowSeconds + " s of counting; "
                        + connections + " connections.",
                "acks=all, enable.idempotence=true, linger.ms=0 (5 of lines and perf-test), one broker, 6 partitions, no compression; Kafka clients "
                        + AppInfoParser.getVersion() + ".",
                "Java " + Runtime.version() + ", " + String.join(" ", jvm()) + ".",
                settings.isEmpty() ? "The server's settings are its own." : "The server's settings: " + settings + ".");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
