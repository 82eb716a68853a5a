package dev.rota.lab.bench.billing;

import dev.rota.lab.bench.BenchmarkCommand;
import dev.rota.lab.bench.Measurement;
import dev.rota.lab.bench.Measurements;
import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
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

/** {@code ./rota bench billing}: billing-service as it is shipped, on real parts, beside plain programs. */
@Command(
        name = "rota bench billing",
        description = {
            "Measures billing-service from Kafka to PostgreSQL: one broker, registry, database, payment gateway and one replica,"
                    + " each a process.",
            "On account it is held against plain programs that write the same rows into the same tables, in turns; by card,"
                    + " against its workers divided by the time of a charge.",
            "Prints medians over the rounds with the targets beside them. A full run takes some 15 minutes; leave the machine"
                    + " alone meanwhile."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class BillingBenchmark implements Callable<Integer> {

    /** What billing-service has of its own accord, and how many of them are not for workers. */
    private static final int CONNECTIONS = 40;

    private static final int OTHER_CONNECTIONS = 8;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "account or card; may be repeated. Both by default.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Events of each round on account: ${DEFAULT-VALUE}; row by row a twentieth of it.")
    private int records = 300_000;

    @Option(names = "--charges", paramLabel = "N", description = "Events of each round by card: ${DEFAULT-VALUE}.")
    private int charges = 30_000;

    @Option(
            names = "--warm-up",
            paramLabel = "PART",
            description = "Part of the events that goes before the window: ${DEFAULT-VALUE}.")
    private double warmUp = 0.5;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "On account, events of one transaction at most: ${DEFAULT-VALUE}.")
    private int batchSize = 1_000;

    @Option(names = "--workers", paramLabel = "N", description = "By card, events handled at once: ${DEFAULT-VALUE}.")
    private int workers = 16;

    @Option(
            names = "--latency",
            paramLabel = "MILLIS",
            description = "By card, how long the gateway takes for a charge: ${DEFAULT-VALUE}.")
    private int latencyMillis = 50;

    @Option(
            names = "--quick",
            description = {
                "Whether it works at all, in a minute or two: one round, few events.",
                "The figures mean nothing. Options named beside it win."
            })
    private boolean quick;

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "An environment variable of the service, for example"
                    + " ROTA_BILLING_CONSUMER_MAX_BUFFERED_RECORDS=20000; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            description = "JVM options of the service, for example -XX:StartFlightRecording:filename=billing.jfr.")
    private Optional<String> jvmOptions = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Receives billing.md, billing.csv and the service's logs: lab/target/bench by default.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Measurements<Scenario, Entrant> results = new Measurements<>();

    /** Runs it; the exit code is 0 when all runs measured something and billed every event once, whatever they measured. */
    public static void main(String[] arguments) {
        BenchmarkCommand.main(commandLine(), arguments);
    }

    /** The command, for those who run it inside their own process. */
    static CommandLine commandLine() {
        return BenchmarkCommand.of(new BillingBenchmark()).registerConverter(Scenario.class, Scenario::of);
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException, ExecutionException {
        if (quick) {
            rounds = given("--rounds") ? rounds : 1;
            records = given("--records") ? records : 10_000;
            charges = given("--charges") ? charges : 1_000;
        }
        requireMeasurable();
        Path folder =
                out.orElse(RotaHome.locate().root().resolve("lab/target/bench")).toAbsolutePath();
        for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
            say(scenario.label() + ": " + scenario.description());
            try {
                run(scenario, folder);
            } catch (StackException e) {
                results.addFailure(scenario.label() + ": " + e.getMessage());
                say("  FAILED: " + e.getMessage());
            }
        }
        BillingReport report = new BillingReport(results, conditions());
        report.write(folder);
        say("");
        say(report.toMarkdown());
        say("Written to " + folder.resolve("billing.md") + " and billing.csv");
        return results.failures().isEmpty() && areCorrect() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Whether no run has lost, doubled or invented anything. */
    private boolean areCorrect() {
        return results.runs().stream()
                .allMatch(run -> run.get(BillingFigures.MISSING).orElse(0) == 0
                        && run.get(BillingFigures.SURPLUS).orElse(0) == 0
                        && run.get(BillingFigures.WRONG_CHARGES).orElse(0) == 0);
    }

    private boolean given(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void requireMeasurable() {
        if (rounds < 1 || batchSize < 1 || workers < 1 || latencyMillis < 0) {
            throw wrong("--rounds, --batch and --workers are at least 1, --latency at least 0");
        }
        if (records < 10L * batchSize || charges < 100) {
            throw wrong("--records is at least ten times --batch, --charges at least 100");
        }
        // Written so that NaN is refused too.
        if (!(warmUp >= 0 && warmUp <= 0.9)) {
            throw wrong("--warm-up is from 0 to 0.9");
        }
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }

    private void run(Scenario scenario, Path folder) throws SQLException, InterruptedException, ExecutionException {
        Path data = folder.resolve("stack-" + scenario.label());
        say("  Starting broker, registry, database, gateway and service; their data is in " + data
                + " and is deleted at the end.");
        Path log = folder.resolve("logs").resolve("billing-service-" + scenario.label() + ".log");
        try (BillingHouse house = BillingHouse.open(data, log, environment(scenario))) {
            switch (scenario) {
                case ACCOUNT -> {
                    AccountRounds account = new AccountRounds(house, records, batchSize, warmUp);
                    for (int round = 1; round <= rounds; round++) {
                        for (Entrant entrant : Entrant.values()) {
                            double load = load();
                            add(new Measurement<>(scenario, round, entrant, load, account.run(entrant, round)));
                        }
                    }
                }
                case CARD -> {
                    CardRounds card = new CardRounds(house, Duration.ofMillis(latencyMillis), charges, workers, warmUp);
                    for (int round = 1; round <= rounds; round++) {
                        double load = load();
                        add(new Measurement<>(scenario, round, Entrant.SERVICE, load, card.run(round)));
                    }
                }
            }
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void add(Measurement<Scenario, Entrant> run) {
        results.add(run);
        say(String.format(
                Locale.ROOT,
                "  round %d of %d  %-15s  load %4.1f %,12.0f invoices/s  window %.1f s%s%s",
                run.round(),
                rounds,
                run.entrant().label(),
                run.load(),
                run.get(BillingFigures.INVOICES_PER_SECOND).orElse(0),
                run.get(BillingFigures.WINDOW_SECONDS).orElse(0),
                show("  one charge %.1f ms", run.get(BillingFigures.CHARGE_MILLIS)),
                show("  ideal %,.0f/s", run.get(BillingFigures.IDEAL_PER_SECOND))));
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
    }

    private Map<String, String> environment(Scenario scenario) {
        Map<String, String> environment = new HashMap<>(
                switch (scenario) {
                    case ACCOUNT ->
                        Map.of(
                                "ROTA_BILLING_CONSUMER_CHARGING", "account",
                                "ROTA_BILLING_CONSUMER_MAX_BATCH_RECORDS", Integer.toString(batchSize),
                                "ROTA_BILLING_OUTBOX_ENABLED", "false");
                    case CARD ->
                        Map.of(
                                "ROTA_BILLING_CONSUMER_CHARGING", "card",
                                "ROTA_BILLING_CONSUMER_MAX_CONCURRENCY", Integer.toString(workers),
                                "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
                                        Integer.toString(Math.max(CONNECTIONS, workers + OTHER_CONNECTIONS)));
                });
        // In place of what this process was given, where it was.
        environment.put("JAVA_TOOL_OPTIONS", jvmOptions.orElse(""));
        environment.putAll(settings);
        return environment;
    }

    private List<String> conditions() {
        List<String> conditions = new ArrayList<>();
        conditions.add(String.format(
                Locale.ROOT,
                "Rounds: %d. A window begins when %.0f %% of a round's events are billed; the start of the service's JVM is"
                        + " before it. It ends with the last, by card with 95 %%.",
                rounds,
                100 * warmUp));
        conditions.add(String.format(
                Locale.ROOT,
                "On account: %,d CONFIRMED orders of %,d customers on the 6 partitions of %s before the service starts, row by"
                        + " row a twentieth; at most %,d events in a transaction; the outbox is written and not sent.",
                records,
                Order.CUSTOMERS,
                OrderFeed.TOPIC,
                batchSize));
        conditions.add(String.format(
                Locale.ROOT,
                "By card: %,d CONFIRMED orders of as many customers, sent to a running service; %d workers; a gateway that"
                        + " takes %d ms; the outbox is sent as well.",
                charges,
                workers,
                latencyMillis));
        conditions.add(
                "One event of " + OrderFeed.REPEAT_EACH + " comes twice. Tables, indexes and server are the same for"
                        + " all; before each run the tables are emptied and a checkpoint is made.");
        conditions.add("The service: " + (settings.isEmpty() ? "its defaults otherwise" : new TreeMap<>(settings))
                + jvmOptions.map(options -> "; " + options).orElse("") + ".");
        conditions.add(String.format(
                Locale.ROOT,
                "Java %s; %d processors for everything; load average before the runs %s.",
                Runtime.version(),
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
