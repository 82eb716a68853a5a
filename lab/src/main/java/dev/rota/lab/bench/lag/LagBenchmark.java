package dev.rota.lab.bench.lag;

import dev.rota.lab.bench.BenchmarkCommand;
import dev.rota.lab.bench.Measurement;
import dev.rota.lab.bench.Measurements;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
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
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./rota bench lag}: lag-monitor as it is packaged, beside its own requests and a loop over groups, on one broker. */
@Command(
        name = "rota bench lag",
        description = {
            "Measures lag-monitor beside a broker with 1,000 groups of 20 partitions, and with 10,000 of 10: its ticks beside the bare"
                    + " requests that they are made of and beside a loop that asks group by group, in turns; what judging a partition"
                    + " takes; its heap; and scrapes while the broker is frozen.",
            "Prints medians over the rounds with the targets beside them. A full run takes some 12 minutes; leave the machine"
                    + " alone meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class LagBenchmark implements Callable<Integer> {

    private static final String INTERVAL_SETTING = "ROTA_LAG_MONITOR_INTERVAL";

    private static final int QUICK_GROUPS = 100;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "1000x20 or 10000x10; may be repeated. Both by default.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--ticks",
            paramLabel = "N",
            description = "That a turn is the mean of; passes of the raw requests, too: ${DEFAULT-VALUE}.")
    private int ticks = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Before the first turn: ${DEFAULT-VALUE}. Until a minute is over groups are not judged.")
    private int warmUpSeconds = 90;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "From tick to tick: ${DEFAULT-VALUE}, as the monitor has it.")
    private int intervalSeconds = 5;

    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "Other than the scenario says, for trying out: targets say nothing then.")
    private Optional<Integer> groups = Optional.empty();

    @Option(
            names = "--groups-per-topic",
            paramLabel = "N",
            description = "Groups that read the same topic: ${DEFAULT-VALUE}.")
    private int groupsPerTopic = 10;

    @Option(
            names = "--quick",
            description = {
                "Whether it works at all, in less than a minute: " + QUICK_GROUPS
                        + " groups, one round, a tick each second.",
                "The figures mean nothing. Options named beside it win."
            })
    private boolean quick;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description =
                    "An environment variable of the monitor, for example ROTA_LAG_MONITOR_GROUPS_PER_REQUEST=100; may be"
                            + " repeated.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of the monitor: ${DEFAULT-VALUE}.")
    private String heap = "512m";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "A JVM option for the monitor, for example"
                    + " -XX:StartFlightRecording:filename=lab/target/bench/lag.jfr; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Receives lag.md, lag.csv and the logs: lab/target/bench by default.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Measurements<Scenario, Entrant> results = new Measurements<>();

    /** Runs it; the exit code is 0 when all turns measured something and read all there was, whatever they measured. */
    public static void main(String[] arguments) {
        BenchmarkCommand.main(commandLine(), arguments);
    }

    /** The command, for those who run it inside their own process. */
    static CommandLine commandLine() {
        return BenchmarkCommand.of(new LagBenchmark()).registerConverter(Scenario.class, Scenario::of);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (quick) {
            rounds = given("--rounds") ? rounds : 1;
            ticks = given("--ticks") ? ticks : 1;
            warmUpSeconds = given("--warm-up") ? warmUpSeconds : 2;
            intervalSeconds = given("--interval") ? intervalSeconds : 1;
            groups = given("--groups") ? groups : Optional.of(QUICK_GROUPS);
        }
        requireMeasurable();
        Path folder =
                out.orElse(RotaHome.locate().root().resolve("lab/target/bench")).toAbsolutePath();
        try {
            for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
                run(scenario, folder);
            }
        } finally {
            // Whatever ends it: what was measured until then took its time.
            report(folder);
        }
        return results.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requireMeasurable() {
        if (rounds < 1 || ticks < 1 || intervalSeconds < 1 || groupsPerTopic < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--rounds, --ticks, --interval and --groups-per-topic are at least 1");
        }
        if (groups.filter(number -> number < 10).isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--groups are at least 10");
        }
        if (settings.containsKey(INTERVAL_SETTING)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), INTERVAL_SETTING + " cannot be set: there is --interval");
        }
    }

    private void report(Path folder) throws IOException {
        Report report = new Report(results, conditions());
        report.write(folder);
        say("");
        say(report.toMarkdown());
        say("Written to " + folder.resolve("lag.md") + " and lag.csv");
    }

    private void run(Scenario scenario, Path folder) throws IOException, InterruptedException {
        Population population = Population.of(groups.orElse(scenario.groups()), scenario.partitions(), groupsPerTopic);
        say(String.format(
                Locale.ROOT,
                "%s: %,d groups of %d partitions, %,d of them with a member; %,d logs. The broker's data is in %s and is deleted at the end.",
                scenario,
                population.groups(),
                population.partitions(),
                population.attended(),
                population.logs(),
                folder.resolve("stack")));
        try {
            House.open(
                    population,
                    folder,
                    jvm(),
                    environment(),
                    progress -> say("  " + progress),
                    house -> measure(scenario, new Rounds(house, ticks)));
        } catch (StackException | ExecutionException e) {
            fail(scenario.label(), String.valueOf(e.getMessage()));
        }
    }

    private void measure(Scenario scenario, Rounds turns) throws IOException, InterruptedException, ExecutionException {
        say("  warming up for " + warmUpSeconds + " s");
        turns.warmUp(Duration.ofSeconds(warmUpSeconds), scenario);
        for (int round = 1; round <= rounds; round++) {
            for (Entrant entrant : scenario.entrants(round)) {
                take(turns, scenario, entrant, round);
            }
        }
        turns.scrapes(rounds, (round, figures) -> add(scenario, Entrant.SCRAPE, round, load(), figures));
    }

    private void take(Rounds turns, Scenario scenario, Entrant entrant, int round)
            throws IOException, InterruptedException {
        double load = load();
        try {
            add(scenario, entrant, round, load, turns.turn(entrant));
        } catch (StackException | ExecutionException e) {
            fail(scenario + "-" + round + "-" + entrant, String.valueOf(e.getMessage()));
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void add(Scenario scenario, Entrant entrant, int round, double load, Map<String, Double> figures) {
        Measurement<Scenario, Entrant> turn = new Measurement<>(scenario, round, entrant, load, figures);
        results.add(turn);
        say(String.format(Locale.ROOT, "  round %d of %d  %-8s  load %4.1f", round, rounds, entrant, load)
                + show("  %7.3f s", turn.get(Figures.SECONDS))
                + show("  evaluation %.2f us", turn.get(Figures.EVALUATION_MICROS))
                + show("  live heap %.0f MiB", turn.get(Figures.LIVE_MIB))
                + show("  %,.0f series", turn.get(Figures.SERIES)));
    }

    private void fail(String what, String why) {
        results.addFailure(what + ": " + why);
        say("  " + what + "  FAILED: " + why);
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private List<String> jvm() {
        List<String> jvm = new ArrayList<>(List.of("-Xmx" + heap));
        jvm.addAll(jvmOptions);
        return jvm;
    }

    private Map<String, String> environment() {
        Duration interval = Duration.ofSeconds(intervalSeconds);
        Map<String, String> environment = new HashMap<>(Map.of(INTERVAL_SETTING, interval.toString()));
        environment.putAll(settings);
        return environment;
    }

    private List<String> conditions() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "One broker; %d groups read the same topic. Each log has %d records at the beginning and gets one more about every"
                                + " %d s, each group commits about every %d s, half of them faster than records come: all the while, whoever"
                                + " has its turn. %s",
                        groupsPerTopic,
                        Population.RECORDS,
                        Movement.EACH_LOG.toSeconds(),
                        Movement.EACH_GROUP.toSeconds(),
                        groups.map(number -> "There were " + number + " groups: targets say nothing.")
                                .orElse("")),
                String.format(
                        Locale.ROOT,
                        "%d rounds in turns, every other one the other way about; %d ticks or passes in a turn, of the loop one; %d s of"
                                + " warm-up. The monitor is frozen while others have their turns.",
                        rounds,
                        ticks,
                        warmUpSeconds),
                String.format(
                        Locale.ROOT,
                        "The monitor ticks every %d s, otherwise with %s; it had seen the groups for as long as the run took, not for a day:"
                                + " what its history would grow to is added by computation, 1.7 KB for each offset that it follows.",
                        intervalSeconds,
                        settings.isEmpty() ? "its defaults" : new TreeMap<>(settings).toString()),
                String.format(
                        Locale.ROOT,
                        "Java %s, the monitor's with %s; %d processors for everything; load average before the turns %s.",
                        Runtime.version(),
                        String.join(" ", jvm()),
                        Runtime.getRuntime().availableProcessors(),
                        loads()));
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
