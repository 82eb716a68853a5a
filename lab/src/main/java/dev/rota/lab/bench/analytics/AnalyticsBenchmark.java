package dev.rota.lab.bench.analytics;

import dev.rota.lab.bench.BenchmarkCommand;
import dev.rota.lab.bench.Measurement;
import dev.rota.lab.bench.Measurements;
import dev.rota.localstack.RotaHome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rota bench analytics}: analytics-service as it is shipped, on real parts, beside itself and a plain loop. */
@Command(
        name = "rota bench analytics",
        description = {
            "Measures analytics-service from Kafka to Kafka: one broker, registry and one replica, or two, each a process.",
            "Its throughput is held against its own on at-least-once, and against a transactional loop that is written by hand, in"
                    + " turns; then latencies at a steady rate, a restore, and fail-overs.",
            "Prints medians over the rounds with the targets beside them. A full run takes some 40 minutes; leave the machine"
                    + " alone meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class AnalyticsBenchmark implements Callable<Integer> {

    /** As the service has it. */
    static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private static final int THREADS = 2;

    /** As the service's README recommends; G1's own goal of 200 ms is longer than what is to be held. */
    private static final String SHORT_PAUSES = "-XX:MaxGCPauseMillis=20";

    private static final String COMMIT_INTERVAL_SETTING = "ROTA_ANALYTICS_COMMIT_INTERVAL";
    private static final String THREADS_SETTING = "ROTA_ANALYTICS_THREADS";

    /** Rounds of what takes its time and varies little. */
    private static final int FEW_ROUNDS = 3;

    /** Of latency, in records per second: every output is to have something to say in the window. */
    private static final double LEAST_RATE = 100;

    private static final double QUICK_RATE = 300;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "throughput, latency, restore or fail-over; may be repeated. All of them by default.")
    private List<Scenario> scenarios = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Turns of each: ${DEFAULT-VALUE}; of latency and fail-over three at most, of restore one.")
    private int rounds = 5;

    @Option(
            names = "--orders",
            paramLabel = "N",
            description =
                    "Orders of each round of throughput, about four events each: ${DEFAULT-VALUE}; the loop's are "
                            + ThroughputRounds.LOOP_TIMES + " times as many.")
    private int orders = 100_000;

    @Option(
            names = "--warm-up-orders",
            paramLabel = "N",
            description = "Orders that are worked off before the window: ${DEFAULT-VALUE}.")
    private int warmUpOrders = 90_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Records per second of latency: ${DEFAULT-VALUE}, more than half of what two processors carry that"
                            + " also write all inputs and read all outputs. The report says how busy they were.")
    private double rate = 2_000;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Of latency, before counting: ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 40;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Of latency, counting: ${DEFAULT-VALUE}.")
    private int windowSeconds = 60;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Of the largest store that is restored: ${DEFAULT-VALUE}.")
    private int keys = 1_000_000;

    @Option(
            names = "--session",
            paramLabel = "SECONDS",
            description =
                    "Session timeout of fail-over: the service's own by default, 10 with dynamic members and 45 with"
                            + " static ones.")
    private Optional<Integer> sessionSeconds = Optional.empty();

    @Option(
            names = "--quick",
            description = {
                "Whether it works at all, in two minutes or three: one round, few events, short sessions.",
                "The figures mean nothing. Options named beside it win."
            })
    private boolean quick;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description =
                    "An environment variable of the service, for example ROTA_ANALYTICS_CACHE=16M; may be repeated."
                            + " Not " + COMMIT_INTERVAL_SETTING + " nor " + THREADS_SETTING + ".")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "Heap of each replica and of the loop: ${DEFAULT-VALUE}.")
    private String heap = "2g";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "A JVM option for each of them, for example"
                    + " -XX:StartFlightRecording:filename=lab/target/bench/analytics.jfr; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Receives analytics.md, analytics.csv and the logs: lab/target/bench by default.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Measurements<Scenario, Entrant> results = new Measurements<>();

    /** Runs it; the exit code is 0 when all turns measured something and all outputs were right, whatever they measured. */
    public static void main(String[] arguments) {
        BenchmarkCommand.main(commandLine(), arguments);
    }

    /** The command, for those who run it inside their own process. */
    static CommandLine commandLine() {
        return BenchmarkCommand.of(new AnalyticsBenchmark()).registerConverter(Scenario.class, Scenario::of);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (quick) {
            shorten();
        }
        requireMeasurable();
        Path folder =
                out.orElse(RotaHome.locate().root().resolve("lab/target/bench")).toAbsolutePath();
        Path data = folder.resolve("stack");
        say("Starting a broker and the registry; their data is in " + data + " and is deleted at the end.");
        House house = House.open(data, folder.resolve("logs"), jvm(), environment());
        try (house) {
            measure(house, folder.resolve("logs"));
        } finally {
            // Whatever ends it: what was measured until then took its time.
            report(folder);
        }
        return results.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void report(Path folder) throws IOException {
        Report report = new Report(results, conditions());
        report.write(folder);
        say("");
        say(report.toMarkdown());
        say("Written to " + folder.resolve("analytics.md") + " and analytics.csv");
    }

    private void shorten() {
        rounds = given("--rounds") ? rounds : 1;
        orders = given("--orders") ? orders : 4_000;
        warmUpOrders = given("--warm-up-orders") ? warmUpOrders : 1_000;
        rate = given("--rate") ? rate : QUICK_RATE;
        warmUpSeconds = given("--warm-up") ? warmUpSeconds : 8;
        windowSeconds = given("--window") ? windowSeconds : 4;
        keys = given("--keys") ? keys : 10_000;
        sessionSeconds = given("--session") ? sessionSeconds : Optional.of(6);
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requireMeasurable() {
        if (rounds < 1 || orders < 1 || warmUpOrders < 1 || keys < 500 || windowSeconds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--rounds, --orders, --warm-up-orders and --window are at least 1, --keys at least 500");
        }
        if (warmUpSeconds < 8 || !(rate >= LEAST_RATE)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--warm-up is at least 8 and --rate at least 100: every output is to have something to say in the window");
        }
        for (String setting : List.of(COMMIT_INTERVAL_SETTING, THREADS_SETTING)) {
            if (settings.containsKey(setting)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        setting + " cannot be set: the loop has the same, and the bounds of latency follow from it");
            }
        }
    }

    private List<String> jvm() {
        List<String> jvm = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, SHORT_PAUSES));
        jvm.addAll(jvmOptions);
        return jvm;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                COMMIT_INTERVAL_SETTING, COMMIT_INTERVAL.toString(), THREADS_SETTING, Integer.toString(THREADS)));
        environment.putAll(settings);
        return environment;
    }

    private void measure(House house, Path logs) throws InterruptedException {
        ThroughputRounds throughput = new ThroughputRounds(
                house, warmUpOrders, orders, new ThroughputRounds.Loop(THREADS, COMMIT_INTERVAL, jvm(), logs));
        LatencyRounds latency =
                new LatencyRounds(house, Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(windowSeconds));
        RestoreRounds restore = new RestoreRounds(house, keys);
        FailOverRounds failOver = new FailOverRounds(house, sessionSeconds.map(Duration::ofSeconds));
        for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            say(scenario.label() + ": " + scenario.description());
            for (int round = 1; round <= roundsOf(scenario); round++) {
                for (Entrant entrant : scenario.entrants(round)) {
                    run(scenario, entrant, round, () -> switch (scenario) {
                        case THROUGHPUT -> throughput.run(entrant);
                        case LATENCY -> latency.run(rate);
                        case RESTORE -> restore.run();
                        case FAIL_OVER -> failOver.run(entrant);
                    });
                }
            }
        }
    }

    private int roundsOf(Scenario scenario) {
        return switch (scenario) {
            case THROUGHPUT -> rounds;
            case LATENCY, FAIL_OVER -> Math.min(FEW_ROUNDS, rounds);
            case RESTORE -> 1;
        };
    }

    private void run(Scenario scenario, Entrant entrant, int round, Turns.Turn turn) throws InterruptedException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Turns turns = new Turns(results, spec.commandLine().getOut());
        turns.take(scenario + "-" + round + "-" + entrant, turn).ifPresent(figures -> {
            Measurement<Scenario, Entrant> run = new Measurement<>(scenario, round, entrant, load, figures);
            results.add(run);
            say(String.format(
                            Locale.ROOT,
                            "  round %d of %d  %-15s  load %4.1f",
                            round,
                            roundsOf(scenario),
                            entrant.label(),
                            load)
                    + progress(run));
        });
    }

    private static String progress(Measurement<Scenario, Entrant> run) {
        String wrong = show("  wrong %,.0f", run.get(Figures.WRONG));
        return switch (run.scenario()) {
            case THROUGHPUT ->
                show("%,12.0f events/s", run.get(Figures.EVENTS_PER_SECOND))
                        + show("  window %.1f s", run.get(Figures.WINDOW_SECONDS))
                        + wrong;
            case LATENCY ->
                show("%,12.0f records/s", run.get(Figures.RECORDS_PER_SECOND))
                        + show("  revenue p99 %.0f ms", run.get(Figures.p99(Output.REVENUE)))
                        + show("  anomalies p99 %.0f ms", run.get(Figures.p99(Output.ANOMALIES)))
                        + show("  processors busy %.2f", run.get(Figures.BUSY))
                        + wrong;
            case RESTORE ->
                show("%,12.0f records/s", run.get(Figures.RESTORED_PER_SECOND))
                        + show("  %.1f MB/s", run.get(Figures.RESTORED_MB_PER_SECOND))
                        + show("  in %.1f s", run.get(Figures.RESTORE_SECONDS))
                        + wrong;
            case FAIL_OVER ->
                show("  first answer %,.0f ms", run.get(Figures.FIRST_ANSWER_MILLIS))
                        + show("  new owner %.1f s", run.get(Figures.NEW_OWNER_SECONDS))
                        + wrong;
        };
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        conditions.add(String.format(
                Locale.ROOT,
                "One broker; inputs, repartition topics and outputs have 6 partitions, those of telemetry 3. Commit interval %d ms,"
                        + " %d threads, for the loop as well.",
                COMMIT_INTERVAL.toMillis(),
                THREADS));
        conditions.add(String.format(
                Locale.ROOT,
                "throughput: %d rounds in turns, every other one the other way about; %,d orders of warm-up, then a backlog of %,d"
                        + " (revenue alone: %,d; the loop: %,d) that is committed at once, about four events each, of %,d customers; one"
                        + " event of %d comes twice. No invoices, no telemetry, and the service waits a day for both late events and invoices (grace"
                        + " and billed-within, a minute and ten of them by default): nothing is late, and nothing is unbilled.",
                rounds,
                warmUpOrders,
                orders,
                ThroughputRounds.REVENUE_TIMES * orders,
                ThroughputRounds.LOOP_TIMES * orders,
                Lives.CUSTOMERS,
                Backlog.REPEAT_EACH));
        conditions.add("The loop has all ids and orders that it knows in maps on its heap, and in the end "
                + ThroughputRounds.LOOP_TIMES
                + " times as many as the service has in RocksDB; its topics are not read again.");
        conditions.add(String.format(
                Locale.ROOT,
                "latency: %s%s; %d s of warm-up, %d s of counting; all inputs, an invoice for each confirmed order, billed-within %d s.",
                results.median(Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.RECORDS_PER_SECOND)
                                .isPresent()
                        ? show(
                                "%,.0f records per second",
                                results.median(Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.RECORDS_PER_SECOND))
                        : "not run",
                show(
                        ", with %.2f of the machine's processors busy",
                        results.median(Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.BUSY)),
                warmUpSeconds,
                windowSeconds,
                Traffic.BILLED_WITHIN.toSeconds()));
        conditions.add(String.format(
                Locale.ROOT,
                "restore: one round, no median; looked at every %d ms, which is how exact its times are.",
                RestoreRounds.LOOK.toMillis()));
        conditions.add(
                "fail-over: two replicas, one standby of each store; orders of other customers come in all the while; session timeout "
                        + sessionSeconds
                                .map(seconds -> seconds + " s")
                                .orElse("the service's own: 10 s with dynamic members, 45 s with static ones")
                        + ".");
        conditions.add(
                "The service: " + (settings.isEmpty() ? "its defaults otherwise" : new TreeMap<>(settings)) + ".");
        conditions.add(String.format(
                Locale.ROOT,
                "Java %s, %s; %d processors for everything; load average before the runs %s.",
                Runtime.version(),
                String.join(" ", jvm()),
                Runtime.getRuntime().availableProcessors(),
                loads()));
        return conditions;
    }

    private String loads() {
        double[] loads =
                results.runs().stream().mapToDouble(Measurement::load).sorted().toArray();
        return loads.length == 0
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f to %.1f", loads[0], loads[loads.length - 1]);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
