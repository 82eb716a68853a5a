package dev.rota.lab.bench;

import dev.rota.lab.bench.ContenderRuns.RunFailedException;
import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Figures;
import dev.rota.lab.bench.contender.RunPlan;
import dev.rota.lab.bench.contender.Scenario;
import dev.rota.localstack.RotaHome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rota bench consumer}: keyed-consumer beside others, in turns, on one broker. */
@Command(
        name = "rota bench consumer",
        description = {
            "Measures keyed-consumer beside a raw poll loop, parallel-consumer and SmallRye: each in a JVM of its own, in"
                    + " turns, on one broker, over 8 partitions and 10,000 keys.",
            "Prints medians over the rounds with the targets beside them. A full run takes some 45 minutes; leave the machine"
                    + " alone meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ConsumerBenchmark implements Callable<Integer> {

    private static final String LOADED_TOPIC = "bench";

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "noop, 1ms, 100ms, memory or hot-key; may be repeated. All of them by default.")
    private List<Scenario> scenarios = List.of();

    @Option(
            names = "--contender",
            paramLabel = "NAME",
            description = "raw, keyed, parallel-consumer or smallrye; may be repeated. All of them by default.")
    private List<Entrant> entrants = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Turns of each contender: ${DEFAULT-VALUE}; memory has one.")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Before counting: ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 10;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Of counting: ${DEFAULT-VALUE}.")
    private int windowSeconds = 10;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = {
                "Records of 200 bytes loaded beforehand: ${DEFAULT-VALUE}, about 2.4 GB.",
                "A contender that is done early counts the second half."
            })
    private long records = 10_000_000;

    @Option(
            names = "--hot-key-block",
            paramLabel = "SECONDS",
            description = "How long the hot key is stuck, and how long the time before is: ${DEFAULT-VALUE}.")
    private int hotKeySeconds = 30;

    @Option(
            names = "--hot-key-rate",
            paramLabel = "N",
            description = "Records per second around the hot key: ${DEFAULT-VALUE}.")
    private int hotKeyRate = 2_000;

    @Option(
            names = "--quick",
            description = {
                "Whether it works at all, in three minutes: one round, seconds of each, a small topic.",
                "The figures mean nothing. Options named beside it win."
            })
    private boolean quick;

    @Option(
            names = "--client",
            paramLabel = "NAME=VALUE",
            description =
                    "A Kafka consumer setting for every contender, for example group.protocol=classic; may be repeated.")
    private Map<String, String> clientSettings = Map.of();

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of each contender: ${DEFAULT-VALUE}.")
    private String heap = "2g";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "A JVM option for every contender, for example"
                    + " -XX:StartFlightRecording:filename=lab/target/bench/noop.jfr; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Receives consumer.md, consumer.csv and the logs: lab/target/bench by default.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Results results = new Results();

    /** Runs it; the exit code is 0 when all runs measured something, whatever they measured. */
    public static void main(String[] arguments) {
        BenchmarkCommand.main(commandLine(), arguments);
    }

    /** The command, for those who run it inside their own process. */
    static CommandLine commandLine() {
        return BenchmarkCommand.of(new ConsumerBenchmark())
                .registerConverter(Scenario.class, Scenario::of)
                .registerConverter(Entrant.class, Entrant::of);
    }

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        if (quick) {
            shorten();
        }
        List<Scenario> chosen = scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios;
        RotaHome home = RotaHome.locate();
        Path folder = out.orElse(home.root().resolve("lab/target/bench")).toAbsolutePath();
        ContenderRuns contenders = new ContenderRuns(home, folder, heap, jvmOptions);
        say("Starting a broker; its data is in " + folder.resolve("stack") + " and is deleted at the end.");
        try (BenchBroker broker = BenchBroker.start(folder.resolve("stack"))) {
            if (chosen.stream().anyMatch(Scenario::readsLoadedTopic)) {
                load(broker);
            }
            for (Scenario scenario : chosen) {
                say(scenario.label() + ": " + scenario.description());
                for (int round = 1; round <= roundsOf(scenario); round++) {
                    runRound(broker, contenders, scenario, round);
                }
            }
        }
        Report report = new Report(results, conditions(contenders));
        report.write(folder);
        say("");
        say(report.toMarkdown());
        say("Written to " + folder.resolve("consumer.md") + " and consumer.csv");
        return results.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void shorten() {
        rounds = given("--rounds") ? rounds : 1;
        warmUpSeconds = given("--warm-up") ? warmUpSeconds : 2;
        windowSeconds = given("--window") ? windowSeconds : 2;
        records = given("--records") ? records : 300_000;
        hotKeySeconds = given("--hot-key-block") ? hotKeySeconds : 3;
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private int roundsOf(Scenario scenario) {
        // It reads the topic to its end, and heap in use varies little.
        return scenario == Scenario.MEMORY ? 1 : rounds;
    }

    private void load(BenchBroker broker) throws ExecutionException, InterruptedException {
        say(String.format(Locale.ROOT, "Loading %,d records.", records));
        broker.createTopic(LOADED_TOPIC);
        long begin = System.nanoTime();
        broker.load(LOADED_TOPIC, records);
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(String.format(Locale.ROOT, "Loaded in %.0f s, %,.0f a second.", seconds, records / seconds));
    }

    private void runRound(BenchBroker broker, ContenderRuns contenders, Scenario scenario, int round)
            throws ExecutionException, InterruptedException, IOException {
        for (Entrant entrant : scenario.entrants()) {
            if (!entrants.isEmpty() && !entrants.contains(entrant)) {
                continue;
            }
            String name = scenario.label() + "-" + round + "-" + entrant.label();
            String topic = LOADED_TOPIC;
            if (!scenario.readsLoadedTopic()) {
                topic = name;
                broker.createTopic(topic);
            }
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            String turn =
                    String.format(Locale.ROOT, "  round %d of %d  %-18s", round, roundsOf(scenario), entrant.label());
            try {
                Figures figures = contenders.run(plan(broker, scenario, entrant, topic, name), name);
                results.add(new RunRecord(scenario, round, entrant, load, figures));
                say(turn + progress(scenario, figures));
            } catch (RunFailedException e) {
                results.addFailure(name + " " + e.getMessage());
                say(turn + "FAILED: " + e.getMessage());
            }
        }
    }

    private RunPlan plan(BenchBroker broker, Scenario scenario, Entrant entrant, String topic, String name) {
        return new RunPlan(
                entrant,
                scenario,
                broker.bootstrapServers(),
                topic,
                name,
                records,
                Duration.ofSeconds(warmUpSeconds),
                Duration.ofSeconds(windowSeconds),
                Duration.ofSeconds(hotKeySeconds),
                hotKeyRate,
                settings());
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "group.protocol", "consumer",
                "max.poll.records", "500"));
        settings.putAll(clientSettings);
        return settings;
    }

    private static String progress(Scenario scenario, Figures figures) {
        return switch (scenario) {
            case NOOP, ONE_MS, HUNDRED_MS ->
                show("%,12.0f records/s", figures.get(Figures.RECORDS_PER_SECOND))
                        + show("  ideal %,.0f", figures.get(Figures.IDEAL_PER_SECOND))
                        + show("  window %.1f s", figures.get(Figures.WINDOW_SECONDS))
                        + skipped(figures);
            case MEMORY ->
                show("heap first %.1f", figures.get(Figures.HEAP_MIB + 1))
                        + show(", most %.1f", figures.get(Figures.HEAP_MAX_MIB))
                        + show(", last %.1f MiB", figures.get(Figures.HEAP_MIB + 10));
            case HOT_KEY ->
                show("p99 %.2f ms before", figures.get(Figures.BASELINE_P99_MILLIS))
                        + show(", %.2f ms while stuck", figures.get(Figures.STUCK_P99_MILLIS));
        };
    }

    private static String skipped(Figures figures) {
        return figures.get(Figures.SKIPPED).orElse(0) > 0 ? show("  SKIPPED %,.0f", figures.get(Figures.SKIPPED)) : "";
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private List<String> conditions(ContenderRuns contenders) {
        List<String> conditions = new ArrayList<>();
        conditions.add(String.format(
                Locale.ROOT,
                "Rounds: %d, contenders in turns; %d s of warm-up and %d s of counting, less for those who get through half"
                        + " the topic earlier.",
                rounds,
                warmUpSeconds,
                windowSeconds));
        conditions.add(String.format(
                Locale.ROOT,
                "%,d records, %d-byte values, %,d keys, %d partitions, no compression; String keys and byte[] values.",
                records,
                BenchBroker.VALUE_BYTES,
                BenchBroker.KEYS,
                BenchBroker.PARTITIONS));
        conditions.add("kafka-clients " + AppInfoParser.getVersion() + " for all; " + settings()
                + ", read_committed, the rest Kafka's defaults; offsets committed each second.");
        conditions.add(
                "Java " + Runtime.version() + ", each contender with " + String.join(" ", contenders.jvmOptions()));
        conditions.add(String.format(
                Locale.ROOT,
                "%d processors, shared with the broker; load average before the runs %s.",
                Runtime.getRuntime().availableProcessors(),
                loads()));
        return conditions;
    }

    private String loads() {
        double[] loads =
                results.runs().stream().mapToDouble(RunRecord::load).sorted().toArray();
        return loads.length == 0
                ? "unknown"
                : String.format(
                        Locale.ROOT,
                        "%.1f to %.1f",
                        loads[0],
                        Arrays.stream(loads).max().orElse(0));
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
